import type { Books } from './books.ts';
import type { Check } from './check.ts';
import type { Patience } from './patience.ts';

/** Money that the provider keeps for keys that are no payment. */
export function chargesCheck({ sales }: Books, { settledMs }: Patience): Check {
  return {
    name: 'charges',
    isWhole: true,
    async *subjects() {
      yield ['all'];
    },
    async examine(_, { fromId }) {
      return (await sales.strayCharges(fromId, settledMs)).map(({ key, keptMinor, currency, method }) => ({
        kind: 'CHARGE_UNKNOWN',
        about: { paymentId: key },
        expected: { keptMinor: 0 },
        found: { keptMinor, currency, method },
        says: 'The provider took money under a key that is no payment.',
        remedy: { repair: 'return-money' },
      }));
    },
    subjectOf: () => 'all',
  };
}
