import { chunksOf } from '@comptoir/kit';
import type { Books } from './books.ts';
import { pagesOf, type Check } from './check.ts';
import { compareOrder, type Order } from './order-rules.ts';
import type { Patience } from './patience.ts';

const PAGE = 500;

const byId = <T extends { id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));
const present = (ids: readonly (string | null | undefined)[]): string[] => [...new Set(ids.flatMap((id) => id ?? []))];

/**
 * Orders by their sagas, which know all ids: begun or ended in the window, and those that are open or hold goods however old
 * they are. A sale that was given back in part is compared as long as its refund is in the window (refunds.ts).
 */
export function ordersCheck({ catalog, sales, sagas }: Books, patience: Patience): Check {
  return {
    name: 'orders',
    async *subjects({ fromId, from }) {
      const read = async (after: string, limit: number) =>
        (await sagas.sagasAfter('SALE', after, limit)).map((id) => ({ id }));
      for await (const page of pagesOf(fromId, read)) yield page.map(({ id }) => id);
      const late = (await sagas.endedLate(fromId, from)).filter(({ type }) => type === 'SALE').map(({ id }) => id);
      const open = [...(await sagas.open('SALE')), ...(await catalog.held()).map(({ sagaId }) => sagaId)];
      yield* chunksOf(present([...late, ...open.filter((id) => id <= fromId)]), PAGE);
    },
    async examine(ids) {
      const found = await sagas.sagas(ids);
      const orders = await withParts({ catalog, sales }, found);
      return orders.flatMap((order) => compareOrder(order, patience));
    },
    subjectOf: ({ about }) => about.sagaId ?? '',
  };
}

/** The parts of orders, each context asked once. */
export async function withParts(
  { catalog, sales }: Pick<Books, 'catalog' | 'sales'>,
  sagas: readonly NonNullable<Order['saga']>[],
): Promise<Order[]> {
  const sold = byId(await sales.sales(present(sagas.map(({ saleId }) => saleId))));
  const reserved = byId(await catalog.reservations(present(sagas.map(({ input }) => input.reservationId))));
  const statements = await statementsOf(sales, [...sold.values()]);
  return sagas.map((saga) => {
    const sale = sold.get(saga.saleId ?? '') ?? null;
    return {
      ...{ saga, sale },
      reservation: reserved.get(saga.input.reservationId ?? '') ?? null,
      statement: statements.get(sale?.paymentId ?? '') ?? null,
    };
  });
}

/** What the providers say of payments; nobody is asked about what costs nothing. */
export function statementsOf(sales: Books['sales'], wanted: readonly NonNullable<Order['sale']>[]) {
  return sales.statement(
    wanted.filter(({ paymentMinor }) => paymentMinor > 0).map(({ paymentId: key, method }) => ({ key, method })),
  );
}
