import type { Books } from './books.ts';
import { pagesOf, type Check } from './check.ts';
import { compareOrder } from './order-rules.ts';
import { statementsOf } from './orders.ts';
import type { Patience } from './patience.ts';

type Named = { id: string; sagaId: string };

/** Those of a page whose saga does not exist. */
async function withoutSaga({ sagas }: Books, page: readonly Named[]): Promise<string[]> {
  const known = new Set((await sagas.sagas(page.map(({ sagaId }) => sagaId))).map(({ id }) => id));
  return page.filter(({ sagaId }) => !known.has(sagaId)).map(({ id }) => id);
}

/** Sales that no saga knows of. */
export function orphanSalesCheck(books: Books, patience: Patience): Check {
  return {
    name: 'orphanSales',
    async *subjects({ fromId }) {
      for await (const page of pagesOf(fromId, books.sales.salesAfter)) yield withoutSaga(books, page);
    },
    async examine(ids) {
      const sales = await books.sales.sales(ids);
      const orphans = new Set(await withoutSaga(books, sales));
      const statements = await statementsOf(books.sales, sales);
      return sales
        .filter(({ id }) => orphans.has(id))
        .flatMap((sale) => {
          const statement = statements.get(sale.paymentId) ?? null;
          return compareOrder({ saga: null, sale, reservation: null, statement }, patience);
        });
    },
    subjectOf: ({ about }) => about.saleId ?? '',
  };
}

/** Reservations that no saga knows of: those in the window, and all that hold goods. */
export function orphanHoldsCheck(books: Books, patience: Patience): Check {
  return {
    name: 'orphanReservations',
    async *subjects({ fromId }) {
      for await (const page of pagesOf(fromId, books.catalog.reservationsAfter)) yield withoutSaga(books, page);
      yield withoutSaga(
        books,
        (await books.catalog.held()).filter(({ id }) => id <= fromId),
      );
    },
    async examine(ids) {
      const reservations = await books.catalog.reservations(ids);
      const orphans = new Set(await withoutSaga(books, reservations));
      const sales = new Map((await books.sales.sales(reservations.map(({ saleId }) => saleId))).map((s) => [s.id, s]));
      return reservations
        .filter(({ id }) => orphans.has(id))
        .flatMap((reservation) => {
          const sale = sales.get(reservation.saleId) ?? null;
          const differences = compareOrder({ saga: null, sale, reservation, statement: null }, patience);
          // What is wrong with the sale itself is said by the check of sales.
          return differences.filter(({ kind }) => kind === 'HOLD_WITHOUT_SAGA' || kind === 'GOODS_WITHOUT_SALE');
        });
    },
    subjectOf: ({ about }) => about.reservationId ?? '',
  };
}
