import type { StepAnswer } from '@comptoir/contracts';
import { backoffMs } from './retry.ts';
import type { Action, RetryPolicy, SagaDefinition } from './saga.ts';

/** Where a saga stands, as far as the rules need it. Times come from the database's clock. */
export type Progress = {
  state: string;
  version: number;
  /** Tries of what is in hand so far. */
  attempts: number;
  /** Milliseconds since what is in hand was first tried. */
  stepMs: number;
  /** Milliseconds since the saga was first taken up. */
  sagaMs: number;
  cancelRequested: boolean;
  error: string | null;
  errorMessage: string | null;
};

/** What came of an action: the answer of its step, or that nobody knows. */
export type Answer =
  | StepAnswer
  | {
      outcome: 'unknown';
      message: string;
      /** True when `do` of the pivot has answered done and what follows from it has not. */
      pastPivot?: boolean;
    };

/** What an event says beside its states. */
export type Fact =
  | { type: 'SagaStepStarted' | 'SagaStepCompleted' | 'SagaCompleted'; step: string }
  | {
      type: 'SagaStepFailed';
      step: string;
      outcome: 'refused' | 'unknown' | 'cancelled';
      undoing: string | null;
    }
  | { type: 'SagaStepUndone'; step: string; undoing: string | null }
  | { type: 'SagaCompensated'; step: string }
  | { type: 'SagaFailed' }
  | { type: 'SagaParked'; step: string; direction: Action['kind'] };

/** What changes. One move is one write: its states, one event, and when the saga goes on. */
export type Move = {
  transitions: { version: number; state: string }[];
  /** Null when there is nothing to tell: the saga only waits. */
  fact: Fact | null;
  /** Milliseconds until it is asked again; 0 goes on at once. */
  waitMs: number;
  /** Tries of what was in hand, this one included. */
  tried: number;
  /** Tries of what is in hand after the move. */
  attempts: number;
  /** Why a person must look; the saga rests until it is resumed. */
  parked: { error: string; reason: string; /** What the answer said, for the log only. */ said: string | null } | null;
  done: boolean;
  error: string | null;
  errorMessage: string | null;
};

/** Nothing is asked again sooner. */
export const LEAST_WAIT_MS = 25;

/** Throws for a step that the definition does not have: what asks for it is wrong. */
export function stepAt(saga: SagaDefinition<never>, at: number) {
  const step = saga.steps[at];
  if (!step) throw new Error(`Saga ${saga.key} has no step ${at}.`);
  return step;
}

/** The first step is entered together with its answer: taking a saga up writes nothing. */
export function entering(saga: SagaDefinition<never>, { state }: Progress): string[] {
  return state === saga.states.initial ? [stepAt(saga, 0).states.running] : [];
}

/** Milliseconds until it is asked again: as its answer asks for, or as its tries say where there was none. */
export function waitFor(answer: Answer, policy: RetryPolicy, tried: number, random: () => number): number {
  if (answer.outcome !== 'pending') return Math.max(LEAST_WAIT_MS, backoffMs(policy, tried, random));
  return Math.max(LEAST_WAIT_MS, answer.retryAfterMs * Math.min(tried, 4));
}

/** Enters these states, one version each, and goes on at once. */
export function move(progress: Progress, states: string[], fact: Fact | null, tried: number): Move {
  return {
    transitions: states.map((state, i) => ({ version: progress.version + 1 + i, state })),
    fact,
    ...{ waitMs: 0, tried, attempts: 0, parked: null, done: false },
    ...{ error: progress.error, errorMessage: progress.errorMessage },
  };
}

/** Stays where it is and tells nothing. */
export function wait(progress: Progress, waitMs: number, tried: number): Move {
  return { ...move(progress, [], null, tried), waitMs, attempts: tried };
}

/** Waits for a step; told once, with its start. */
export function waitAgain(
  saga: SagaDefinition<never>,
  progress: Progress,
  step: string,
  waitMs: number,
  tried: number,
): Move {
  const states = entering(saga, progress);
  const fact: Fact | null = states.length > 0 ? { type: 'SagaStepStarted', step } : null;
  return { ...move(progress, states, fact, tried), waitMs, attempts: tried };
}

/** Gives up asking: a person must look at what was tried so often. */
export function park(progress: Progress, step: string, direction: Action['kind'], answer: Answer, tried: number): Move {
  const reason = `${inWords(step, direction)} failed ${tried} times: ${forAll(answer)}`;
  const error = answer.outcome === 'refused' ? answer.code : 'NO_ANSWER';
  const said = 'message' in answer ? answer.message : null;
  return resting(progress, step, direction, tried, { error, reason, said });
}

/** The saga stays where it is, until a person lets it go on. */
export function resting(
  progress: Progress,
  step: string,
  direction: Action['kind'],
  tried: number,
  parked: NonNullable<Move['parked']>,
): Move {
  return { ...move(progress, [], { type: 'SagaParked', step, direction }, tried), attempts: tried, parked };
}

/** What was tried, for a person. */
export const inWords = (step: string, direction: Action['kind']): string =>
  direction === 'abandon' ? 'giving up' : `${direction} of ${step}`;

/** Why, as anybody may read it. What stands in place of an answer is the text of a fault, with hosts and statements in it. */
function forAll(answer: Answer): string {
  if (answer.outcome === 'refused') return answer.message;
  return answer.outcome === 'pending' ? 'It stayed pending.' : 'It gave no answer.';
}
