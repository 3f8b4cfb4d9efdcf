import { isUuid, money } from '@comptoir/kit';
import { activityStores } from '../application/policies.ts';
import {
  periodOf,
  salesReport,
  type Figures,
  type GroupBy,
  type PeriodArgs,
  type ReportArgs,
  type ReportRow,
} from '../application/queries/figures.ts';
import type { SalesContext } from './context.ts';

type RowParent = ReportRow & { groupBy: GroupBy };

const reference = (type: GroupBy) => (row: RowParent) =>
  row.groupBy === type && row.key !== '' ? { id: row.key } : null;

/** Moments of the first day's begin and the last one's end: what the figures are really of. */
const wholeDays = ({ from, to }: { from: string; to: string }) => ({
  from: new Date(`${from}T00:00:00Z`),
  to: new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000),
});

export const figureQueries = {
  salesSummary: (_: unknown, args: PeriodArgs, { actor, figures, telemetry }: SalesContext) =>
    telemetry.query('sales_summary', async () => {
      const period = periodOf(args, activityStores(actor, args.storeId));
      // What has not the form of an id is no store, and there is nothing to sum up.
      if (args.storeId && !isUuid(args.storeId)) return null;
      const store = args.storeId ? { id: args.storeId.toLowerCase() } : null;
      return { ...wholeDays(period), store, figures: await figures.summary(period) };
    }),
  salesReport: (_: unknown, args: ReportArgs, { actor, figures, categoriesOf, telemetry }: SalesContext) =>
    telemetry.query('sales_report', async () => {
      const period = periodOf(args, activityStores(actor, args.storeId));
      const { edges, pageInfo } = await salesReport(figures, categoriesOf, period, args);
      const withGroup = edges.map(({ node, cursor }) => ({ cursor, node: { ...node, groupBy: args.groupBy } }));
      return { ...wholeDays(period), edges: withGroup, pageInfo };
    }),
};

/** Fields of SalesReportRow. */
export const SalesReportRow = {
  day: ({ groupBy, key }: RowParent) => (groupBy === 'DAY' ? new Date(`${key}T00:00:00Z`) : null),
  store: reference('STORE'),
  product: reference('PRODUCT'),
  category: reference('CATEGORY'),
  figures: (row: RowParent): Figures => row,
};

/** Fields of SalesFigures. Those not named here are fields of its parent. */
export const SalesFigures = {
  sold: ({ soldMinor, currency }: Figures) => money(soldMinor, currency),
  refunded: ({ refundedMinor, currency }: Figures) => money(refundedMinor, currency),
  cancelled: ({ cancelledMinor, currency }: Figures) => money(cancelledMinor, currency),
  net: ({ soldMinor, refundedMinor, currency }: Figures) => money(soldMinor - refundedMinor, currency),
  averageSale: ({ sales, soldMinor, currency }: Figures) =>
    sales ? money(Math.round(soldMinor / sales), currency) : null,
};
