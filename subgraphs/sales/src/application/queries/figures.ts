import type { ProductCategories } from '@comptoir/contracts';
import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';

/** Sums of a period in one currency. How many sales that were is null where they are told by product. */
export type Figures = {
  currency: string;
  sales: number | null;
  replacements: number | null;
  refunds: number | null;
  cancellations: number | null;
  soldUnits: number;
  soldMinor: number;
  replacedUnits: number;
  refundedUnits: number;
  refundedMinor: number;
  cancelledUnits: number;
  cancelledMinor: number;
};

export type GroupBy = 'DAY' | 'STORE' | 'PRODUCT' | 'CATEGORY';

/** `key` is the day, or the id of what the row is about; empty where a product has no category. */
export type ReportRow = Figures & { key: string; rank: number };

/** Whole days of UTC, both of them in it. `stores` null: all. */
export type Period = { from: string; to: string; stores: readonly string[] | null };

export type ReportWanted = {
  groupBy: GroupBy;
  period: Period;
  /** By product; only for CATEGORY. */
  categories: ReadonlyMap<string, string>;
  after: Pick<ReportRow, 'rank' | 'key' | 'currency'> | null;
  take: number;
};

export type FigureReads = {
  /** A row a currency. */
  summary(period: Period): Promise<Figures[]>;
  productsSold(period: Period): Promise<string[]>;
  report(wanted: ReportWanted): Promise<ReportRow[]>;
};

/** Asks the catalogue: sales keeps no categories. */
export type CategoriesOf = (call: { productIds: string[] }) => Promise<ProductCategories>;

export type PeriodArgs = { from: Date; to: Date; storeId?: string | null };
export type ReportArgs = PeriodArgs & PageArgs & { groupBy: GroupBy };

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
const DAY_MS = 86_400_000;
const MOST_DAYS = 3_660;

/** The days that a period touches: `to` itself is not in it. */
export function periodOf({ from, to, storeId }: PeriodArgs, allowed: readonly string[] | null): Period {
  if (to.getTime() <= from.getTime())
    throw badUserInput(`to: ${to.toISOString()} is not behind from, ${from.toISOString()}.`);
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS)
    throw badUserInput(`from, to: the period is longer than ${MOST_DAYS} days.`);
  // What has not the form of an id is no store.
  const stores = storeId && !isUuid(storeId) ? [] : allowed;
  return { from: dayOf(from), to: dayOf(new Date(to.getTime() - 1)), stores };
}

/** A page of the figures of a period by day, store, product or category. */
export async function salesReport(
  reads: FigureReads,
  categoriesOf: CategoriesOf,
  period: Period,
  { groupBy, first, after: cursor }: ReportArgs,
): Promise<Connection<ReportRow>> {
  const size = pageSize(first);
  const after = cursor ? cursorOf(cursor) : null;
  const categories = groupBy === 'CATEGORY' ? await categoriesSold(reads, categoriesOf, period) : new Map();
  const rows = await reads.report({ groupBy, period, categories, after, take: size + 1 });
  return toConnection(rows, size, ({ rank, key, currency }) => [rank, key, currency], after !== null);
}

async function categoriesSold(reads: FigureReads, categoriesOf: CategoriesOf, period: Period) {
  const productIds = await reads.productsSold(period);
  if (productIds.length === 0) return new Map<string, string>();
  const found = await categoriesOf({ productIds });
  return new Map(found.map(({ productId, categoryId }): [string, string] => [productId, categoryId]));
}

function cursorOf(cursor: string): ReportWanted['after'] {
  const [rank, key, currency] = decodeCursor(cursor, 3);
  if (
    typeof rank !== 'number' ||
    !Number.isSafeInteger(rank) ||
    typeof key !== 'string' ||
    typeof currency !== 'string'
  )
    throw badUserInput('after: not a cursor of a report. Take one from an edge or pageInfo.');
  return { rank, key, currency };
}
