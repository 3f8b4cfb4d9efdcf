import { sagaStream } from '@comptoir/contracts';
import type { SagaInput } from './saga.ts';

/** A date where it comes from a row, ISO 8601 where it comes from an event, milliseconds where it comes from the engine. */
type Moment = Date | string | number;

/** A saga as people see it: its row, or what its events add up to. */
export type SagaView = {
  id: string;
  correlationId: string;
  type: string;
  definitionVersion: number;
  userId: string;
  saleId: string | null;
  storeId: string | null;
  state: string;
  /** Counts states. */
  version: number;
  /** Tries so far of what is in hand; missing where only events tell of it. */
  attempts?: number;
  parked: boolean;
  parkedReason: string | null;
  cancelRequested: boolean;
  createdAt: Moment;
  updatedAt: Moment;
  completedAt: Moment | null;
  error: string | null;
  errorMessage: string | null;
  /** Where they are known already; else they are read from the stream. */
  steps?: SagaStep[];
};

export type SagaStep = sagaStream.SagaStepFold;
export type SagaFold = sagaStream.SagaFold;
export type SagaEvent = sagaStream.SagaStreamEvent;

/** The saga that was accepted just now. */
export function newSaga(
  definition: { type: string; version: number; states: { initial: string } },
  { sagaId: id, correlationId, userId, saleId, storeId }: SagaInput,
  createdAt: Date,
): SagaView {
  return {
    ...{ id, correlationId, type: definition.type, definitionVersion: definition.version, userId, saleId, storeId },
    ...{ state: definition.states.initial, version: 1, parked: false, parkedReason: null, cancelRequested: false },
    ...{ createdAt, updatedAt: createdAt, completedAt: null, error: null, errorMessage: null },
  };
}

/**
 * The steps of a saga as its events tell them, and of the one in hand how often it was tried so far: an event tells that only
 * when it has answered. As the events say where they are not of the same state as the row.
 */
export function stepsOf(fold: SagaFold | null, { version, attempts, cancelRequested }: SagaView): SagaStep[] {
  if (!fold) return [];
  if (attempts === undefined || fold.version !== version) return fold.steps;
  return fold.steps.map((step) => {
    if (step.state === 'UNDOING') return { ...step, undoAttempts: attempts };
    // Who was told to stop does not try it any more.
    return step.state === 'RUNNING' && !cancelRequested ? { ...step, attempts } : step;
  });
}

/** The states that one event tells of, each as the saga stood then; and the fold behind the event. */
export function statesOf(
  before: SagaFold | null,
  event: SagaEvent,
  identity: Pick<SagaView, 'id' | 'correlationId'>,
): { fold: SagaFold | null; states: SagaView[] } {
  const fold = sagaStream.apply(before, event);
  if (!fold) return { fold, states: [] };
  const { sagaType: type, completedAt, ...rest } = fold;
  const states = event.data.transitions.map(({ version, state, at }): SagaView => ({
    ...rest,
    ...identity,
    ...{ type, state, version, updatedAt: at, completedAt: version === fold.version ? completedAt : null },
  }));
  return { fold, states };
}
