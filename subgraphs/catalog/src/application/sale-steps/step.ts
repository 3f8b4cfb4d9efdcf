import type { SetStep, StepAnswer, StepCall } from '@comptoir/contracts';
import type { HoldStore, HoldTransaction, StepName, StepRecord, StepWrites, StockFigures } from '../hold-store.ts';
import type { Refusal } from '../../domain/reservation.ts';

/** What the steps of sagas need. */
export type StepDeps = {
  holds: HoldStore;
  /** Called after each commit: tells subscribers the new figures, and the relay that there are events. */
  committed(figures: readonly StockFigures[]): void;
  /** How long a hold lives. */
  ttlSeconds: number;
  /** Whether orders may ask for a failure. */
  demo: boolean;
};

type Decide<Order> = (tx: HoldTransaction, orders: readonly Order[]) => Promise<StepWrites>;

const BARRED: Refusal = { code: 'RESERVATION_BARRED', message: 'The order was given up before its goods were held.' };

export const SIMULATED: Refusal = { code: 'SIMULATED_FAILURE', message: 'This order asked to fail here.' };

export const done: StepAnswer = { outcome: 'done' };
export const refusedWith = (refusal: Refusal): StepAnswer => ({ outcome: 'refused', ...refusal });

const answerOf = ({ outcome, detail }: StepRecord): StepAnswer =>
  outcome === 'done' ? done : refusedWith(detail ?? BARRED);

export const recordOf = (
  sagaId: string,
  step: StepName,
  direction: StepRecord['direction'],
  refusal: Refusal | null = null,
): StepRecord => ({ sagaId, step, direction, outcome: refusal ? 'refused' : 'done', detail: refusal });

/**
 * A step over a chunk, in one transaction. `decide` says what to write, and all of it is written at once, a record for each
 * saga among it. A saga is seldom asked twice, so the first try of a `do` does not look for records: where there is one, the
 * new one is a duplicate, the transaction is rolled back and run again, and those answered before get that answer.
 */
export function recordedStep<Order extends { sagaId: string }>(
  deps: Pick<StepDeps, 'holds' | 'committed'>,
  step: StepName,
  direction: StepRecord['direction'],
  decide: Decide<Order>,
): SetStep<Order> {
  return async (calls: readonly StepCall<Order>[]) => {
    const orders = new Map(calls.map(({ sagaId, input }) => [sagaId, input]));
    const { records, figures } = await deps.holds.transact(async (tx, tries) => {
      const looks = direction === 'undo' || tries > 1;
      const known = looks ? await tx.answers(step, direction, [...orders.keys()]) : new Map<string, StepRecord>();
      const open = [...orders.values()].filter(({ sagaId }) => !known.has(sagaId));
      if (open.length === 0) return { records: [...known.values()], figures: null };
      const writes = await decide(tx, open);
      return { figures: await tx.write(writes), records: [...known.values(), ...writes.records] };
    });
    if (figures) deps.committed(figures);
    return new Map(records.map((record) => [record.sagaId, answerOf(record)]));
  };
}
