import type { SagaFacts } from '@comptoir/sagas/worker';
import { chunksOf } from '@comptoir/kit';
import type { Books } from './books.ts';
import { pagesOf, type Check } from './check.ts';
import type { Difference } from './difference.ts';
import type { Patience } from './patience.ts';

const PAGE = 500;

/**
 * Sagas by themselves: all that are open, of whatever type and age, and all that began or ended in the window but those of
 * sales, which come with their orders.
 */
export function sagasCheck({ sagas, sales }: Books, patience: Patience): Check {
  return {
    name: 'sagas',
    async *subjects({ fromId, from }) {
      const late = (await sagas.endedLate(fromId, from)).filter(({ type }) => type !== 'SALE').map(({ id }) => id);
      const seen = new Set([...(await sagas.open()), ...late]);
      yield* chunksOf([...seen], PAGE);
      for (const type of sagas.types.filter((one) => one !== 'SALE')) {
        const read = async (after: string, limit: number) =>
          (await sagas.sagasAfter(type, after, limit)).map((id) => ({ id }));
        for await (const page of pagesOf(fromId, read)) yield page.map(({ id }) => id).filter((id) => !seen.has(id));
      }
    },
    async examine(ids) {
      const found = await sagas.sagas(ids);
      const wanted = found.flatMap(({ type, input }) => (type === 'REFUND' ? (input.refundId ?? []) : []));
      const refunds = new Set((await sales.refunds(wanted)).map(({ id }) => id));
      return found.flatMap((saga) => compareSaga(saga, refunds.has(saga.input.refundId ?? ''), patience));
    },
    subjectOf: ({ about }) => about.sagaId ?? '',
  };
}

const isOpen = ({ phase }: SagaFacts): boolean => phase === 'before-pivot' || phase === 'from-pivot';

/** Everything that is wrong with a saga, whatever it is about. Pure. */
export function compareSaga(saga: SagaFacts, hasRefund: boolean, patience: Patience): Difference[] {
  if (saga.quietMs >= patience.settledMs && saga.unknown) return unknownSaga(saga);
  // What is quiet for a moment only, may still be due for long: nobody has taken it up.
  const still = standsStill(saga, patience);
  return saga.quietMs < patience.settledMs ? still : [...still, ...withoutRefund(saga, hasRefund)];
}

/** What no code can carry on or explain. */
export function unknownSaga(saga: SagaFacts): Difference[] {
  const { id, saleId, definition, state, parked, unknown } = saga;
  if (!unknown) return [];
  const isDefinition = unknown === 'definition';
  return [
    {
      kind: 'SAGA_UNKNOWN',
      about: { sagaId: id, ...(saleId && { saleId }) },
      expected: { definition: isDefinition ? 'known' : definition, state: isDefinition ? state : 'known' },
      found: { definition, state, isOpen: isOpen(saga), parked },
      says: isDefinition
        ? `The saga runs on ${definition}, which this version does not have.`
        : `${definition} cannot rest in ${state} ${isOpen(saga) ? 'on its way' : 'at its end'}.`,
      remedy: {
        person: isDefinition
          ? 'Start a version that has the definition, until none runs on it (docs/how-to/change-a-saga.md).'
          : 'Its row was changed by hand, or its definition without a new version: compare with its events (auditTrail).',
      },
    },
  ];
}

/** Every open saga is due again within moments; one that is not is moved by nobody. */
function standsStill(saga: SagaFacts, { standstillMs }: Patience): Difference[] {
  const { id, saleId, input, parked, state, dueMs } = saga;
  if (!isOpen(saga) || parked || Math.abs(dueMs) < standstillMs) return [];
  const { refundId } = input;
  return [
    {
      kind: 'SAGA_STANDS_STILL',
      about: { sagaId: id, ...(saleId && { saleId }), ...(refundId && { refundId }) },
      expected: { state: 'moving' },
      found: { state, due: dueMs > 0 ? 'long ago' : 'in a long time' },
      says: `The saga rests in ${state}, and nobody takes it up.`,
      remedy: { repair: 'wake-saga' },
    },
  ];
}

/** A refund is there before its saga begins. On its way its steps say themselves that it is missing. */
function withoutRefund(saga: SagaFacts, hasRefund: boolean): Difference[] {
  const { id, type, saleId, input, state, parked } = saga;
  if (type !== 'REFUND' || hasRefund || (isOpen(saga) && !parked)) return [];
  return [
    {
      kind: 'SAGA_WITHOUT_REFUND',
      about: { sagaId: id, ...(saleId && { saleId }), ...(input.refundId && { refundId: input.refundId }) },
      expected: { refund: 'there' },
      found: { saga: state, refund: null },
      says: `The saga of a refund is in ${state}, and there is no such refund.`,
      remedy: {
        person: 'Its row was lost, by a restored backup or by hand: ask the provider what was paid back of the sale.',
      },
    },
  ];
}
