import { UNDO_REFUSALS } from '@comptoir/contracts';
import {
  entering,
  inWords,
  LEAST_WAIT_MS,
  move,
  park,
  resting,
  stepAt,
  wait,
  waitAgain,
  waitFor,
  type Answer,
  type Fact,
  type Move,
  type Progress,
} from './move.ts';
import { backoffMs } from './retry.ts';
import { patienceOf, type Action, type SagaDefinition } from './saga.ts';

/** What follows from a pivot that was done may take this long before a person must look: it cannot be undone, only completed. */
const AFTER_PIVOT_MS = 600_000;

/** What is in hand in a state. Throws for a state that the definition does not rest in: that row is corrupt. */
export function actionAt(saga: SagaDefinition<never>, state: string): Action | null {
  const action = saga.actions.get(state);
  if (action === undefined) throw new Error(`Saga ${saga.key} cannot rest in the state ${state}.`);
  return action;
}

/**
 * What to do next: an action to carry out, or a move that needs none (a saga that was told to stop, or ran out of time on
 * the way to its pivot, turns round). Null at the end.
 */
export function next(saga: SagaDefinition<never>, progress: Progress): { action: Action } | { move: Move } | null {
  const action = actionAt(saga, progress.state);
  if (action?.kind !== 'do' || action.step >= saga.pivotAt) return action && { action };
  if (progress.cancelRequested) {
    const undoing = lastToUndo(saga, action.step + 1);
    if (undoing < 0) return { action: { kind: 'abandon' } };
    return { move: turnRound(saga, progress, action.step, undoing, 'cancelled', CANCELLED, progress.attempts) };
  }
  if (progress.sagaMs < saga.pivotDeadlineMs || stepAt(saga, action.step).mustAnswer) return { action };
  const late = { error: 'TIMED_OUT', errorMessage: `Not done within ${saga.pivotDeadlineMs / 1_000} seconds.` };
  return {
    move: turnRound(saga, progress, action.step, lastToUndo(saga, action.step + 1), 'unknown', late, progress.attempts),
  };
}

/** The rules: what an answer changes. Pure; `random` spreads retries. */
export function decide(
  saga: SagaDefinition<never>,
  progress: Progress,
  action: Action,
  answer: Answer,
  random: () => number,
): Move {
  const tried = progress.attempts + 1;
  switch (action.kind) {
    case 'do':
      return afterDo(saga, progress, action.step, answer, tried, random);
    case 'undo':
      return afterUndo(saga, progress, action.step, answer, tried, random);
    case 'abandon':
      return afterAbandon(saga, progress, answer, tried, random);
    default:
      return action satisfies never;
  }
}

const CANCELLED = { error: 'CANCELLED', errorMessage: 'Cancelled on request.' };

function afterDo(
  saga: SagaDefinition<never>,
  progress: Progress,
  at: number,
  answer: Answer,
  tried: number,
  random: () => number,
): Move {
  const step = stepAt(saga, at);
  if (answer.outcome === 'done') {
    const following = saga.steps[at + 1];
    const states = [step.states.done, ...(following ? [following.states.running] : [])];
    const fact: Fact = { type: following ? 'SagaStepCompleted' : 'SagaCompleted', step: step.name };
    return { ...move(progress, [...entering(saga, progress), ...states], fact, tried), done: !following };
  }
  if (answer.outcome === 'refused' && at <= saga.pivotAt) {
    const why = { error: answer.code, errorMessage: answer.message };
    return turnRound(saga, progress, at, lastToUndo(saga, at), 'refused', why, tried);
  }

  // Pending or unknown, or a no where there is no way back: asked again until its time is over.
  const { deadlineMs, attempts } = patienceOf(saga, at);
  const decided = at === saga.pivotAt && 'pastPivot' in answer && answer.pastPivot;
  const limitMs = decided ? AFTER_PIVOT_MS : deadlineMs;
  const outOfTries = attempts !== null && answer.outcome === 'unknown' && tried >= attempts;
  const waitMs = Math.min(
    waitFor(answer, step.retry, tried, random),
    Math.max(limitMs - progress.stepMs, LEAST_WAIT_MS),
  );
  if (progress.stepMs < limitMs && !outOfTries) return waitAgain(saga, progress, step.name, waitMs, tried);
  if (at >= saga.pivotAt || step.mustAnswer) return park(progress, step.name, 'do', answer, tried);
  // Read by whoever waits for it: that a payment was given up must not leave them in doubt about their money.
  const undone = step.undo ? ': whatever it did is taken back, and nothing is kept of it.' : '.';
  const why = { error: 'NO_ANSWER', errorMessage: `The step ${step.name} gave no answer in time${undone}` };
  return turnRound(saga, progress, at, lastToUndo(saga, at + 1), 'unknown', why, tried);
}

function afterUndo(
  saga: SagaDefinition<never>,
  progress: Progress,
  at: number,
  answer: Answer,
  tried: number,
  random: () => number,
): Move {
  const { name } = stepAt(saga, at);
  if (answer.outcome === 'done') {
    const earlier = lastToUndo(saga, at);
    const undoing = earlier < 0 ? null : stepAt(saga, earlier);
    if (!undoing)
      return {
        ...move(progress, [saga.states.compensated as string], { type: 'SagaCompensated', step: name }, tried),
        done: true,
      };
    return move(
      progress,
      [undoing.states.undoing as string],
      { type: 'SagaStepUndone', step: name, undoing: undoing.name },
      tried,
    );
  }
  const tries = answer.outcome === 'refused' ? UNDO_REFUSALS : saga.undoRetry.attempts;
  if (tried >= tries) return park(progress, name, 'undo', answer, tried);
  return wait(progress, waitFor(answer, saga.undoRetry, tried, random), tried);
}

function afterAbandon(
  saga: SagaDefinition<never>,
  progress: Progress,
  answer: Answer,
  tried: number,
  random: () => number,
): Move {
  if (answer.outcome === 'done') {
    const why = progress.error ? progress : CANCELLED;
    const ended = move(progress, [saga.states.failed], { type: 'SagaFailed' }, tried);
    return { ...ended, done: true, error: why.error, errorMessage: why.errorMessage };
  }
  if (tried >= saga.undoRetry.attempts) return park(progress, 'abandon', 'abandon', answer, tried);
  return wait(progress, waitFor(answer, saga.undoRetry, tried, random), tried);
}

/** From going forward to taking back: what failed, and what is undone first (-1: nothing is held, so the saga ends). */
function turnRound(
  saga: SagaDefinition<never>,
  progress: Progress,
  at: number,
  undoAt: number,
  outcome: 'refused' | 'unknown' | 'cancelled',
  why: { error: string; errorMessage: string },
  tried: number,
): Move {
  const { name, states } = stepAt(saga, at);
  const undoing = undoAt < 0 ? null : stepAt(saga, undoAt);
  const failed = outcome === 'cancelled' ? [] : [...entering(saga, progress), states.failed as string];
  const path = [...failed, ...(undoing ? [undoing.states.undoing as string] : [])];
  const fact: Fact = { type: 'SagaStepFailed', step: name, outcome, undoing: undoing?.name ?? null };
  return { ...move(progress, path, fact, tried), ...why };
}

/** The last step before `end` that may hold something; -1 when none does. */
function lastToUndo(saga: SagaDefinition<never>, end: number): number {
  return saga.steps.findLastIndex((step, at) => at < end && step.undo !== null);
}

const UNWRITABLE = 'NOT_WRITTEN';

/**
 * What is written in the place of a move that the database does not take, `said` being its words: a person must look, and
 * where that cannot be written either, it is tried again by and by. Null: nothing can be written of this saga.
 */
export function inPlaceOf(
  { fact, parked }: Move,
  saga: SagaDefinition<never>,
  progress: Progress,
  said: string,
  random: () => number,
): Move | null {
  const action = actionAt(saga, progress.state);
  if (!fact || !action) return null;
  const tried = progress.attempts + 1;
  if (parked?.error === UNWRITABLE) return wait(progress, backoffMs(saga.undoRetry, tried, random), tried);
  const step = action.kind === 'abandon' ? 'abandon' : stepAt(saga, action.step).name;
  const reason = `What came of ${inWords(step, action.kind)} could not be written down.`;
  return resting(progress, step, action.kind, tried, { error: UNWRITABLE, reason, said });
}
