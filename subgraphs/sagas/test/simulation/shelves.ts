import type { StepAnswer } from '@comptoir/contracts';
import { check, count, now, type World } from './world.ts';

export type Line = { product: string; quantity: number };
type Hold = { lines: Line[]; state: 'HELD' | 'SOLD' | 'RELEASED'; expiresAt: number };

const HOLD_MS = 30_000;

export type ShelvesOptions = {
  /** False: a step that is asked twice takes effect twice. Only to see that this is found. */
  records?: boolean;
  /** False: what was given up may still be held by a late call. Only to see that this is found. */
  bars?: boolean;
  /** False: more may be held than is there. Only to see that this is found. */
  guard?: boolean;
};

const done: StepAnswer = { outcome: 'done' };
const refused = (code: string): StepAnswer => ({ outcome: 'refused', code, message: `It is refused: ${code}.` });

/** The stock of a store, with the rules of the catalogue: holds that expire, records of steps, bars for what comes late. */
export function simulatedShelves(world: World, received: Record<string, number>, options: ShelvesOptions) {
  const { records: keepsRecords = true, bars = true, guard = true } = options;
  const shelves = new Map(
    Object.entries(received).map(([product, onHand]) => [product, { onHand, reserved: 0, sold: 0 }]),
  );
  const holds = new Map<string, Hold>();
  const records = new Map<string, StepAnswer>();

  const isShort = (lines: readonly Line[]): boolean => {
    const wanted = new Map<string, number>();
    for (const { product, quantity } of lines) wanted.set(product, (wanted.get(product) ?? 0) + quantity);
    return [...wanted].some(([product, quantity]) => {
      const shelf = shelves.get(product)!;
      return shelf.onHand - shelf.reserved < quantity;
    });
  };

  function move(lines: readonly Line[], onHand: number, reserved: number, sold: number): void {
    for (const { product, quantity } of lines) {
      const shelf = shelves.get(product)!;
      shelf.onHand += onHand * quantity;
      shelf.reserved += reserved * quantity;
      shelf.sold += sold * quantity;
    }
    checkBooks();
  }

  function checkBooks(): void {
    const held = new Map<string, number>();
    for (const { lines, state } of holds.values())
      if (state === 'HELD')
        for (const { product, quantity } of lines) held.set(product, (held.get(product) ?? 0) + quantity);
    for (const [product, shelf] of shelves) {
      const { onHand, reserved, sold } = shelf;
      const tell = () => `${product} ${JSON.stringify(shelf)}, held ${held.get(product) ?? 0}`;
      check('never sold below zero', reserved >= 0 && onHand >= reserved, tell);
      check('received = on hand + sold', received[product] === onHand + sold, tell);
      check('reserved is what is held', reserved === (held.get(product) ?? 0), tell);
    }
  }

  /** A step that answers from its record when it is asked again. */
  function recorded(key: string, mayRefuse: boolean, take: () => StepAnswer): StepAnswer {
    const known = records.get(key);
    if (known && keepsRecords) {
      if (known.outcome === 'refused' && known.code === 'BARRED') count(world, 'late hold refused');
      return known;
    }
    const answer = mayRefuse && world.random.chance(world.weather.refusal) ? refused('NO_REASON') : take();
    records.set(key, answer);
    return answer;
  }

  function close(hold: Hold, state: 'SOLD' | 'RELEASED'): void {
    hold.state = state;
    if (state === 'SOLD') move(hold.lines, -1, -1, 1);
    else move(hold.lines, 0, -1, 0);
  }

  return {
    stateOf: (id: string) => holds.get(id)?.state ?? null,
    verify: (lines: readonly Line[]): StepAnswer =>
      isShort(lines) || world.random.chance(world.weather.refusal / 4) ? refused('SHORT') : done,
    reserve: (id: string, lines: Line[]): StepAnswer =>
      recorded(`${id} reserve`, true, () => {
        if (guard && isShort(lines)) return refused('SHORT');
        holds.set(id, { lines, state: 'HELD', expiresAt: now(world) + HOLD_MS });
        move(lines, 0, 1, 0);
        return done;
      }),
    /** Throws for what is sold: nobody may ask for it. */
    release: (id: string): StepAnswer =>
      recorded(`${id} release`, false, () => {
        if (!records.has(`${id} reserve`) && bars) {
          records.set(`${id} reserve`, refused('BARRED'));
          count(world, 'reservation barred');
        }
        const hold = holds.get(id);
        check('what is sold is never given back', hold?.state !== 'SOLD', () => id);
        if (hold?.state === 'HELD') close(hold, 'RELEASED');
        return done;
      }),
    sell: (id: string): StepAnswer =>
      recorded(`${id} sell`, true, () => {
        const hold = holds.get(id);
        if (!hold) return refused('NOT_HELD');
        if (hold.state === 'RELEASED' || hold.expiresAt < now(world)) return refused('EXPIRED');
        close(hold, 'SOLD');
        return done;
      }),
    expire(): void {
      for (const hold of holds.values())
        if (hold.state === 'HELD' && hold.expiresAt < now(world)) {
          close(hold, 'RELEASED');
          count(world, 'hold expired');
        }
    },
  };
}

export type SimulatedShelves = ReturnType<typeof simulatedShelves>;
