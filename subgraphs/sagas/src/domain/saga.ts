import type { InputSchema, SetStep } from '@comptoir/contracts';

export type { SagaInput } from '@comptoir/contracts';

/** How an unanswered call is asked again: first after `firstMs`, then `factor` times as long, at most `capMs`, each ± a fifth. */
export type RetryPolicy = { firstMs: number; factor: number; capMs: number; attempts: number };

/** One row of a saga: what to do, and beside it how to take it back. All of them work on a chunk and are safe to run twice. */
export type SagaStep<Input> = {
  name: string;
  states: { running: string; done: string; failed?: string; undoing?: string };
  /** Prepares the ground of `do`; it cannot refuse and is only ever retried. */
  before?: SetStep<Input>;
  /** Answers done or refused (nothing happened); it throws or says pending when it cannot tell. */
  do: SetStep<Input>;
  /** Follows from `do`; it cannot refuse and is only ever retried. */
  after?: SetStep<Input>;
  /** Also called when `do` perhaps never took effect. Null: `do` holds nothing that could be taken back. */
  undo: SetStep<Input> | null;
  /**
   * Milliseconds from the first try after which the outcome counts as unknown for good, and the step is undone; behind the
   * pivot, after which a person must look. The pivot is asked for `pivotDeadlineMs` if that is longer.
   */
  deadlineMs: number;
  /**
   * Its `attempts` count before the pivot; from there on, and where it `mustAnswer`, only the deadline does. Who says pending is
   * counted too, but only no answer at all ends the tries.
   */
  retry: RetryPolicy;
  /**
   * True before the pivot where only a refusal may end the saga: without an answer it is not given up, and behind its own
   * deadline a person must look. The pivot's deadline does not count while it is asked.
   */
  mustAnswer?: boolean;
};

/** A saga as data: what happens in which order, and the point behind which nothing is taken back. */
export type Saga<Input> = {
  /** As in the graph's SagaType. */
  type: string;
  /** A running saga ends on the version it began with: change the steps, raise the version, keep the old one until none runs. */
  version: number;
  /**
   * What its steps read, as it stands in the rows of running sagas. It is frozen when a saga begins: what this asks for later, those
   * that run do not have. So it takes more with time, never less, or the version rises.
   */
  input: InputSchema<Input>;
  /** Ends beside that of the last step: `failed` when nothing was held, `compensated` when something was taken back. */
  states: { initial: string; failed: string; compensated?: string };
  steps: readonly SagaStep<Input>[];
  /** Name of the step after which the saga only goes forward. */
  pivot: string;
  /** Milliseconds from the first try of the first step within which the pivot must be reached. */
  pivotDeadlineMs: number;
  /** Effects of an end without success, in order, before the final state is written; only ever retried. */
  abandon: readonly SetStep<Input>[];
  /** How undo and abandon are retried before a person must look. */
  undoRetry: RetryPolicy;
};

/** What can be in hand of a saga: a step to do or to take back, or the end without success. */
export type Action = { kind: 'do' | 'undo'; step: number } | { kind: 'abandon' };

/** A saga that passed its checks, with what the engine looks up all the time. */
export type SagaDefinition<Input = unknown> = Saga<Input> & {
  /** `TYPE@version`, as stored with each running saga. */
  key: string;
  pivotAt: number;
  /** What is in hand in each state; null in final states. */
  actions: ReadonlyMap<string, Action | null>;
  finalStates: readonly string[];
  /** States in which cancelSaga is taken. */
  cancellableStates: readonly string[];
};

/**
 * How long a step is asked, and how often at most (null: any number of times). An unknown pivot may have happened and cannot
 * be taken back, so it is asked for as long as the saga has; behind it there is no other way than on.
 */
export function patienceOf(saga: SagaDefinition<never>, at: number): { deadlineMs: number; attempts: number | null } {
  const step = saga.steps[at];
  if (!step) throw new Error(`Saga ${saga.key} has no step ${at}.`);
  const { deadlineMs, retry, mustAnswer = false } = step;
  if (at < saga.pivotAt && !mustAnswer) return { deadlineMs, attempts: retry.attempts };
  return { deadlineMs: at === saga.pivotAt ? Math.max(deadlineMs, saga.pivotDeadlineMs) : deadlineMs, attempts: null };
}

export const definitionKey = (type: string, version: number): string => `${type}@${version}`;

/** Checks a saga when it is loaded, so that a mistake in its table stops the start and not a sale. Throws, naming saga and step. */
export function defineSaga<Input>(saga: Saga<Input>): SagaDefinition<Input> {
  const key = definitionKey(saga.type, saga.version);
  const fault = (what: string): Error => new Error(`Saga ${key}: ${what}`);
  const names = saga.steps.map((step) => step.name);
  const pivotAt = names.indexOf(saga.pivot);
  if (pivotAt < 0) throw fault(`its pivot "${saga.pivot}" is not one of its steps ${names.join(', ')}.`);
  if (new Set(names).size !== names.length) throw fault(`two steps share a name: ${names.join(', ')}.`);

  saga.steps.forEach((step, at) => {
    if (at <= pivotAt && !step.states.failed) throw fault(`"${step.name}" may be refused: name its state \`failed\`.`);
    if (at >= pivotAt && step.undo) throw fault(`"${step.name}" is not before the pivot and would never be undone.`);
    if (Boolean(step.undo) !== Boolean(step.states.undoing))
      throw fault(`"${step.name}" needs both \`undo\` and the state \`undoing\`, or neither.`);
    if (step.mustAnswer && at >= pivotAt)
      throw fault(`"${step.name}" is not before the pivot: \`mustAnswer\` says nothing.`);
    if (step.mustAnswer && at + 1 < pivotAt && !saga.steps[at + 1]?.mustAnswer)
      throw fault(
        `"${saga.steps[at + 1]?.name}" comes behind "${step.name}", which may wait past the pivot's deadline: it \`mustAnswer\` too.`,
      );
    if (step.retry.attempts < 1 || step.deadlineMs < 1) throw fault(`"${step.name}" would never be tried.`);
  });
  if (saga.steps.some((step) => step.undo) !== Boolean(saga.states.compensated))
    throw fault('it needs both a step with `undo` and the state `compensated`, or neither.');

  const actions = new Map<string, Action | null>();
  const rest = (state: string | undefined, action: Action | null): void => {
    if (!state) return;
    if (actions.has(state)) throw fault(`the state ${state} stands for two things.`);
    actions.set(state, action);
  };
  const last = saga.steps.at(-1)?.states.done as string;
  rest(saga.states.initial, { kind: 'do', step: 0 });
  saga.steps.forEach(({ states }, step) => {
    rest(states.running, { kind: 'do', step });
    rest(states.failed, { kind: 'abandon' });
    rest(states.undoing, { kind: 'undo', step });
    if (states.done !== last && actions.has(states.done))
      throw fault(`the state ${states.done} stands for two things.`);
  });
  const { compensated, failed } = saga.states;
  const finalStates = [last, ...(compensated ? [compensated] : []), failed];
  finalStates.forEach((state) => rest(state, null));

  const beforePivot = saga.steps.slice(0, pivotAt).map((step) => step.states.running);
  const cancellableStates = pivotAt > 0 ? [saga.states.initial, ...beforePivot] : [];
  return { ...saga, key, pivotAt, actions, finalStates, cancellableStates };
}
