import { parseEventData, sagaStream, type SagaEventType } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { afterMove, progressOf, toAdvanceRow } from '../src/application/record.ts';
import type { HeldRow } from '../src/application/saga-store.ts';
import { actionName } from '../src/domain/effects.ts';
import { decide, next } from '../src/domain/machine.ts';
import type { Answer } from '../src/domain/move.ts';

import type { SagaDefinition } from '../src/domain/saga.ts';
import type { SagaEvent, SagaFold } from '../src/domain/saga-view.ts';
import { sampleSale } from './sample-sale.ts';

export const DONE: Answer = { outcome: 'done' };
export const no = (code = 'NO'): Answer => ({ outcome: 'refused', code, message: `Refused with ${code}.` });
export const pending = (retryAfterMs = 250): Answer => ({ outcome: 'pending', retryAfterMs });
export const unknown: Answer = { outcome: 'unknown', message: 'No answer.' };
export const halfDone: Answer = { outcome: 'unknown', message: 'No answer.', pastPivot: true };

/** What each action answers: always the same, or try by try (the last again and again). */
export type Given = Record<string, Answer | Answer[]>;

export type Walk = {
  states: string[];
  /** Actions in order, one entry a try. */
  asked: string[];
  events: SagaEvent[];
  fold: SagaFold;
  row: HeldRow;
  parked: string | null;
  ended: boolean;
  /** Milliseconds from the first try to where it rests. */
  tookMs: number;
};

type Options = {
  saga?: SagaDefinition<never>;
  /** Somebody asks it to stop while it is in this state. */
  cancelIn?: string;
  /** Milliseconds that each try takes. */
  takesMs?: number;
  /** A person lets it go on, and from then on this is what is answered. */
  resumedWith?: Given;
};

/** Walks a saga through the pure machine as the engine would, with a clock of its own, until it ends or parks. */
export function walk(given: Given, { saga = sampleSale, cancelIn, takesMs = 5, resumedWith }: Options = {}): Walk {
  const bornMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  const events: SagaEvent[] = [];
  const asked: string[] = [];
  let answers = given;
  let now = bornMs;
  let parked: string | null = null;
  let ended = false;
  let row = newRow(saga, bornMs);
  const tell = (type: SagaEventType, data: object) =>
    events.push({ type, data: parseEventData(type, data) } as SagaEvent);
  const started = startedEvent(saga, row, bornMs);
  tell(started.type, started.data);

  for (let tries = 0; !ended; tries++) {
    if (tries > 10_000) throw new Error(`It goes round in circles: ${asked.slice(-6).join()}`);
    if (row.state === cancelIn && !row.cancelRequested) {
      row = { ...row, cancelRequested: true };
      tell('SagaCancelRequested', { transitions: [] });
    }
    const plan = next(saga, progressOf(row, now));
    if (!plan) throw new Error(`Nothing to do in ${row.state}`);
    let move = 'move' in plan ? plan.move : null;
    if (!move && 'action' in plan) {
      const name = actionName(saga, plan.action);
      asked.push(name);
      now += takesMs;
      const all = [answers[name] ?? DONE].flat();
      const tried = asked.filter((one) => one === name).length;
      move = decide(saga, progressOf(row, now), plan.action, all[Math.min(tried, all.length) - 1] ?? DONE, () => 0.5);
    }
    if (!move) throw new Error('Neither a move nor an action.');
    const written = toAdvanceRow(row, move, now, 0);
    if (written.event) tell(written.event.type as SagaEventType, written.event.data);
    row = afterMove(row, written, now);
    now += move.waitMs;
    ended = move.done;
    if (!move.parked) continue;
    parked = move.parked.reason;
    if (!resumedWith) break;
    answers = resumedWith;
    resumedWith = undefined;
    parked = null;
    row = { ...row, attempts: 0, startedAtMs: now, stepStartedAtMs: now };
    tell('SagaResumed', { transitions: [] });
  }

  const fold = events.reduce<SagaFold | null>(sagaStream.apply, sagaStream.initial);
  if (!fold) throw new Error('The events add up to nothing.');
  const states = events.flatMap(({ data }) => data.transitions.map(({ state }) => state));
  return { states, asked, events, fold, row, parked, ended, tookMs: now - bornMs };
}

/** The event that a saga begins with. */
export function startedEvent(
  saga: SagaDefinition<never>,
  { userId, saleId, storeId, state }: HeldRow,
  nowMs: number,
): Extract<SagaEvent, { type: 'SagaStarted' }> {
  const steps = saga.steps.map(({ name }) => name);
  const transitions = [{ version: 1, state, at: new Date(nowMs).toISOString() }];
  const { type: sagaType, version: definitionVersion } = saga;
  return { type: 'SagaStarted', data: { sagaType, definitionVersion, steps, userId, saleId, storeId, transitions } };
}

/** A saga that nobody has taken up yet. */
export function newRow(saga: SagaDefinition<never>, nowMs: number): HeldRow {
  return {
    ...{
      id: uuidv7(),
      seq: 1,
      definition: saga.key,
      definitionVersion: saga.version,
      type: saga.type,
      userId: uuidv7(),
      saleId: uuidv7(),
    },
    ...{
      storeId: uuidv7(),
      correlationId: uuidv7(),
      input: {},
      state: saga.states.initial,
      version: 1,
      streamVersion: 1,
      epoch: 1,
    },
    ...{ attempts: 0, cancelRequested: false, error: null, errorMessage: null },
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs, startedAtMs: nowMs, stepStartedAtMs: nowMs },
  };
}
