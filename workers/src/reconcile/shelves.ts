import type { LevelFacts } from '@comptoir/catalog/worker';
import type { Books } from './books.ts';
import type { Check } from './check.ts';
import type { Difference } from './difference.ts';

type Restocked = { certain: number; atMost: number };

const keyOf = ({ storeId, productId }: { storeId: string; productId: string }): string => `${storeId} ${productId}`;

/**
 * Shelves: what was received, sold, held and brought back. Reservations and stock are of one moment. What refunds brought back
 * is known to sales: the least of it is read before the shelves and the most of it behind them, so that a refund which is under
 * way meanwhile is no difference.
 */
export function shelvesCheck({ catalog, sales }: Books): Check {
  return {
    name: 'shelves',
    isWhole: true,
    // Sums run over all that ever was, whatever the window: there is one subject.
    async *subjects() {
      yield ['all'];
    },
    async examine() {
      const before = new Map((await sales.restocked()).map((facts) => [keyOf(facts), facts.certain]));
      const levels = await catalog.levels();
      const after = new Map((await sales.restocked()).map((facts) => [keyOf(facts), facts.atMost]));
      const seen = new Map(levels.map((level) => [keyOf(level), level]));
      const missing = [...before.keys()].filter((key) => !seen.has(key)).map(emptyLevel);
      return [...levels, ...missing].flatMap((level) => {
        const key = keyOf(level);
        return compareLevel(level, { certain: before.get(key) ?? 0, atMost: after.get(key) ?? 0 });
      });
    },
    subjectOf: () => 'all',
  };
}

/** A level that balances in itself, and to which nothing came back. */
function emptyLevel(key: string): LevelFacts {
  const [storeId = '', productId = ''] = key.split(' ');
  const none = { onHand: 0, reserved: 0, received: 0, sold: 0, returned: 0 };
  return { storeId, productId, ...none, heldByReservations: 0, soldByReservations: 0 };
}

/** Everything in which a level disagrees with what happened to it. Pure. */
export function compareLevel(level: LevelFacts, restocked: Restocked): Difference[] {
  const { storeId, productId, onHand, reserved, received, sold, returned } = level;
  const about = { storeId, productId };
  const differences: Difference[] = [];
  if (received !== onHand + sold - returned)
    differences.push({
      ...{ kind: 'STOCK_FIGURES', about, expected: { received: onHand + sold - returned } },
      found: { received, onHand, sold, returned },
      says: 'What was received is not what is there, was sold and came back.',
      remedy: { person: 'A constraint forbids this, so it was taken away: count the shelf, and put it back.' },
    });
  if (reserved !== level.heldByReservations)
    differences.push({
      ...{ kind: 'STOCK_RESERVED', about, expected: { reserved: level.heldByReservations }, found: { reserved } },
      says: 'Another number of units is reserved than reservations hold.',
      remedy: { repair: 'correct-reserved' },
    });
  if (sold !== level.soldByReservations)
    differences.push({
      ...{ kind: 'STOCK_SOLD', about, expected: { sold: level.soldByReservations }, found: { sold, onHand } },
      says: 'Another number of units is sold than reservations sold.',
      remedy: {
        person: 'Either the shelf or a sale is wrong: count the shelf, and correct what is there (adjustStock).',
      },
    });
  if (returned < restocked.certain || returned > restocked.atMost)
    differences.push({
      ...{ kind: 'STOCK_RETURNED', about, expected: { returned: restocked.certain }, found: { returned, onHand } },
      says: 'Another number of units came back to the shelf than refunds brought.',
      remedy: { person: 'Count the shelf, and correct what is there (adjustStock).' },
    });
  return differences;
}
