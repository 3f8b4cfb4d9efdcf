import type { SagaEventData, SagaEventType } from '../events/sagas.ts';

export type SagaStepFold = {
  name: string;
  state: 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED' | 'UNDOING' | 'UNDONE';
  attempts: number;
  /** Tries of its undo. */
  undoAttempts: number;
  startedAt: string | null;
  completedAt: string | null;
  error: string | null;
  errorMessage: string | null;
};

/** A saga as its events tell it. */
export type SagaFold = {
  sagaType: string;
  definitionVersion: number;
  userId: string;
  saleId: string | null;
  storeId: string | null;
  state: string;
  version: number;
  parked: boolean;
  /** Why a person must look. */
  parkedReason: string | null;
  cancelRequested: boolean;
  steps: SagaStepFold[];
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  error: string | null;
  errorMessage: string | null;
};

/** An event of the saga stream, as far as the reducer needs it. */
export type SagaStreamEvent = { [T in SagaEventType]: { type: T; data: SagaEventData<T> } }[SagaEventType];

/** Before SagaStarted there is nothing. */
export const initial: SagaFold | null = null;

const waiting = (name: string): SagaStepFold => ({
  name,
  state: 'WAITING',
  attempts: 0,
  undoAttempts: 0,
  startedAt: null,
  completedAt: null,
  error: null,
  errorMessage: null,
});

type StepChanges = Record<string, Partial<SagaStepFold>>;

/** Applies what an event says of its steps, then its states. */
function move(
  saga: SagaFold,
  event: SagaStreamEvent,
  changes: StepChanges = {},
  rest: Partial<SagaFold> = {},
): SagaFold {
  const last = event.data.transitions.at(-1);
  return {
    ...saga,
    ...(last && { state: last.state, version: last.version, updatedAt: last.at }),
    steps: saga.steps.map((step) => (changes[step.name] ? { ...step, ...changes[step.name] } : step)),
    ...rest,
  };
}

/** How often the step was tried that a person must look at; the end without success is none. */
function parkedStep({ step, direction, attempts, startedAt }: SagaEventData<'SagaParked'>): StepChanges {
  if (direction === 'do') return { [step]: { state: 'RUNNING', attempts, startedAt } };
  return direction === 'undo' ? { [step]: { undoAttempts: attempts } } : {};
}

function start({ data }: Extract<SagaStreamEvent, { type: 'SagaStarted' }>): SagaFold {
  const { transitions, steps, ...facts } = data;
  const at = transitions[0]?.at ?? '';
  return {
    ...facts,
    ...{ state: transitions[0]?.state ?? '', version: 1, parked: false, parkedReason: null, cancelRequested: false },
    steps: steps.map(waiting),
    ...{ createdAt: at, updatedAt: at, completedAt: null, error: null, errorMessage: null },
  };
}

/** Folds one event into the saga. Pure, and total: what comes before SagaStarted changes nothing. */
export function apply(saga: SagaFold | null, event: SagaStreamEvent): SagaFold | null {
  if (event.type === 'SagaStarted') return start(event);
  if (!saga) return null;
  const at = event.data.transitions.at(-1)?.at ?? saga.updatedAt;
  switch (event.type) {
    case 'SagaStepStarted': {
      const { step, attempts, startedAt } = event.data;
      return move(saga, event, { [step]: { state: 'RUNNING', attempts, startedAt } });
    }
    case 'SagaStepCompleted':
    case 'SagaCompleted': {
      const { step, attempts, startedAt } = event.data;
      const done: StepChanges = { [step]: { state: 'DONE', attempts, startedAt, completedAt: at } };
      if (event.type === 'SagaCompleted') return move(saga, event, done, { completedAt: at });
      const following = saga.steps[saga.steps.findIndex(({ name }) => name === step) + 1]?.name;
      return move(saga, event, { ...done, ...(following && { [following]: { state: 'RUNNING', startedAt: at } }) });
    }
    case 'SagaStepFailed': {
      const { step, attempts, startedAt, error, message, outcome, undoing } = event.data;
      // Who was told to stop has said before how often this was tried, and counts what follows from 0.
      const before = saga.steps.find(({ name }) => name === step)?.attempts ?? 0;
      const tried = outcome === 'cancelled' ? Math.max(before, attempts) : attempts;
      const failed = { attempts: tried, startedAt, completedAt: at, error, errorMessage: message };
      const changes: StepChanges = { ...(undoing && { [undoing]: { state: 'UNDOING' } }) };
      changes[step] = { ...failed, state: undoing === step ? 'UNDOING' : 'FAILED' };
      return move(saga, event, changes, { error, errorMessage: message });
    }
    case 'SagaStepUndone': {
      const { step, attempts: undoAttempts, undoing } = event.data;
      const changes: StepChanges = { ...(undoing && { [undoing]: { state: 'UNDOING' } }) };
      return move(saga, event, { ...changes, [step]: { state: 'UNDONE', undoAttempts } });
    }
    case 'SagaCompensated':
    case 'SagaFailed': {
      const { error, message } = event.data;
      const undone: StepChanges =
        event.type === 'SagaCompensated'
          ? { [event.data.step]: { state: 'UNDONE', undoAttempts: event.data.attempts } }
          : {};
      return move(saga, event, undone, { error, errorMessage: message, completedAt: at });
    }
    case 'SagaParked':
      return move(saga, event, parkedStep(event.data), { parked: true, parkedReason: event.data.message });
    case 'SagaResumed':
      return move(saga, event, {}, { parked: false, parkedReason: null });
    case 'SagaCancelRequested': {
      const { attempts } = event.data;
      const inHand = attempts !== undefined && saga.steps.find(({ state }) => state === 'RUNNING');
      const tried: StepChanges = inHand ? { [inHand.name]: { attempts } } : {};
      // Who is told to stop waits for nobody any more.
      return move(saga, event, tried, { cancelRequested: true, parked: false, parkedReason: null });
    }
    default:
      return event satisfies never;
  }
}
