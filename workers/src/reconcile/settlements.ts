import type { CreditFacts, UnsettledLine } from '@comptoir/sales/worker';
import { chunksOf } from '@comptoir/kit';
import type { Books } from './books.ts';
import { pagesOf, type Check, type Window } from './check.ts';
import type { Difference } from './difference.ts';

const PAGE = 500;

/** Settlements, older than the window by their ids, that were carried out in it. */
async function settledLate({ sagas }: Books, { fromId, from }: Window): Promise<string[]> {
  return (await sagas.endedLate(fromId, from)).flatMap(({ settlementId }) => settlementId ?? []);
}

/** Store credits by what moved: those given in the window, and older ones that were spent or got something back in it. */
export function creditsCheck(books: Books): Check {
  const { sales } = books;
  return {
    name: 'credits',
    async *subjects(window) {
      const { fromId } = window;
      for await (const page of pagesOf(fromId, sales.creditsAfter)) yield page.map(({ id }) => id);
      const moved = (await sales.creditsMovedAfter(fromId)).map(({ id }) => id).filter((id) => id <= fromId);
      // A credit has the id of its settlement.
      yield* chunksOf([...new Set([...moved, ...(await settledLate(books, window))])], PAGE);
    },
    examine: async (ids) => (await sales.credits(ids)).flatMap(compareCredit),
    subjectOf: ({ about }) => about.creditId ?? '',
  };
}

/** Of a credit is left what did not move. Pure. */
export function compareCredit({ id, saleId, amountMinor, remainingMinor, movedMinor }: CreditFacts): Difference[] {
  if (remainingMinor === amountMinor - movedMinor) return [];
  return [
    {
      kind: 'CREDIT_UNLIKE_ENTRIES',
      about: { creditId: id, saleId },
      expected: { remainingMinor: amountMinor - movedMinor },
      found: { remainingMinor, amountMinor, movedMinor },
      says: 'Of a store credit is left another amount than did not move.',
      remedy: { person: 'Compare its entries with StoreCredit events in the audit trail: a row was changed by hand.' },
    },
  ];
}

/** Units that complaints settled, beside the settlements that keep them. */
export function settledUnitsCheck(books: Books): Check {
  return {
    name: 'settledUnits',
    isWhole: true,
    async *subjects() {
      yield ['all'];
    },
    examine: async (_, window) =>
      (await books.sales.unsettledLines(window.fromId, await settledLate(books, window))).map(unsettled),
    subjectOf: () => 'all',
  };
}

/** What is said of such a line. Pure. */
export const unsettled = ({ saleId, position, settled, kept }: UnsettledLine): Difference => ({
  kind: 'LINE_UNLIKE_SETTLEMENTS',
  about: { saleId, position: String(position) },
  expected: { unitsSettled: kept },
  found: { unitsSettled: settled },
  says: 'A line of the sale says that other units were settled than its settlements keep.',
  remedy: { person: 'Compare with the complaints about the sale: the line or a settlement was changed by hand.' },
});
