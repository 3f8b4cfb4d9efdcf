import type { StepAnswer } from '@comptoir/contracts';
import { check, count, now, type World } from './world.ts';

/** What the card of an order does. */
export type Card = 'good' | 'declined' | 'flaky' | 'slow' | 'silent';

type Charge = {
  state: 'OPEN' | 'FAILED' | 'CAPTURED' | 'DECLINED' | 'REFUNDED' | 'BARRED';
  tries: number;
  settlesAt: number;
  captured: number;
  refunded: number;
};

export type Declined = Extract<StepAnswer, { outcome: 'refused' }>;
export type ProviderAnswer =
  { outcome: 'captured' | 'unknown' } | Declined | Extract<StepAnswer, { outcome: 'pending' }>;

const SLOW_MS = 2_000;
const FLAKY_FAILURES = 2;

export type ProviderOptions = {
  /** False: a payment that was given up can still be taken later. Only to see that this is found. */
  bars?: boolean;
};

/** A payment provider with books of its own: money moves once a key, and what was given up is barred. */
export function simulatedProvider(world: World, { bars = true }: ProviderOptions) {
  const charges = new Map<string, Charge>();

  function begin(card: Card): Charge {
    const captured = card === 'good';
    return {
      state: captured ? 'CAPTURED' : card === 'declined' ? 'DECLINED' : card === 'flaky' ? 'FAILED' : 'OPEN',
      ...{ tries: 1, settlesAt: card === 'slow' ? now(world) + SLOW_MS : Infinity },
      ...{ captured: captured ? 1 : 0, refunded: 0 },
    };
  }

  /** The charge as it is by now: a slow one settles whether anybody asks or not. */
  function settled(key: string): Charge | undefined {
    const charge = charges.get(key);
    if (charge?.state === 'OPEN' && charge.settlesAt <= now(world)) take(key, charge);
    return charge;
  }

  function take(key: string, charge: Charge): void {
    charge.state = 'CAPTURED';
    charge.captured++;
    check('money is taken once', charge.captured === 1, () => `${key} ${charge.captured} times`);
  }

  function answer({ state }: Charge): ProviderAnswer {
    if (state === 'CAPTURED') return { outcome: 'captured' };
    if (state === 'OPEN') return { outcome: 'pending', retryAfterMs: 250 };
    if (state === 'FAILED') return { outcome: 'pending', retryAfterMs: 100 };
    return { outcome: 'refused', code: state, message: 'The payment was declined.' };
  }

  return {
    charge: settled,
    capture(key: string, card: Card): ProviderAnswer {
      const known = settled(key);
      if (!known) {
        charges.set(key, begin(card));
        return answer(charges.get(key)!);
      }
      if (known.state === 'BARRED' && !bars) take(key, known);
      if (known.state === 'BARRED') count(world, 'late capture barred');
      if (known.state === 'FAILED' && ++known.tries > FLAKY_FAILURES) take(key, known);
      return answer(known);
    },
    lookup(key: string): ProviderAnswer {
      const charge = settled(key);
      return !charge || charge.state === 'FAILED' ? { outcome: 'unknown' } : answer(charge);
    },
    /** How much went back. */
    refund(key: string): 'all' | 'nothing' {
      const charge = settled(key) ?? { ...begin('silent') };
      charges.set(key, charge);
      if (charge.state === 'CAPTURED') {
        charge.state = 'REFUNDED';
        charge.refunded++;
        check('money goes back once', charge.refunded <= charge.captured, () => `${key} ${charge.refunded} times`);
      } else if (charge.state !== 'DECLINED' && charge.state !== 'REFUNDED') charge.state = 'BARRED';
      return charge.state === 'REFUNDED' ? 'all' : 'nothing';
    },
  };
}

export type SimulatedProvider = ReturnType<typeof simulatedProvider>;
