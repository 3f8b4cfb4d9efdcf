import type { StepCall } from '@comptoir/contracts';
import { groupBy } from '@comptoir/kit';
import { actionName, effectsOf } from '../domain/effects.ts';
import { actionAt, decide, inPlaceOf, next } from '../domain/machine.ts';
import type { Answer, Move, Progress } from '../domain/move.ts';
import type { Action, SagaDefinition } from '../domain/saga.ts';
import type { SagaTelemetry } from '../telemetry/events.ts';
import { carryOut } from './carry-out.ts';
import type { SagaFrame } from './live.ts';
import { afterMove, progressOf, toAdvanceRow, toFrame } from './record.ts';
import type { HeldRow, SagaStore } from './saga-store.ts';
import { writeMoves } from './write-moves.ts';

export type EngineConfig = {
  store: SagaStore;
  definitions: readonly SagaDefinition<never>[];
  /** Tells what was committed to live subscribers and to the relay of events. */
  announce(frames: readonly SagaFrame[]): void;
  telemetry: SagaTelemetry;
  /** Spreads retries; 0 to 1. */
  random?: () => number;
  /** How long a saga is held between two writes; longer than a step may take. */
  leaseMs?: number;
  /** How long one call may take before its answer counts as unknown. */
  stepTimeoutMs?: number;
};

export type Moved = { sagaId: string; state: string };
export type RunResult = {
  /** How many sagas were taken up. */
  claimed: number;
  moved: Moved[];
  /** Milliseconds until those are due that must wait. */
  waitsMs: number[];
};
export type SagaEngine = { runOnce(limit?: number): Promise<RunResult> };

/** More cost PostgreSQL more than they save: the joins of a chunk grow with its square. */
export const LARGEST_CHUNK = 128;

type Held = { row: HeldRow; saga: SagaDefinition<never> };
type Planned = Held & { progress: Progress } & ({ action: Action } | { move: Move });
type Decided = Held & { move: Move };

/**
 * The engine: takes up what waits, carries out what is in hand of each (one call for all that are at the same point),
 * writes what changed, tells the subscribers, and goes on until every saga of the chunk has ended or must wait.
 * Any number of engines may run on one database.
 */
export function buildSagaEngine(config: EngineConfig): SagaEngine {
  const {
    store,
    definitions,
    announce,
    telemetry,
    random = Math.random,
    leaseMs = 15_000,
    stepTimeoutMs = 5_000,
  } = config;
  const byKey = new Map(definitions.map((saga) => [saga.key, saga]));
  const keys = [...byKey.keys()];
  if (keys.length < definitions.length)
    throw new Error(`Two definitions share a type and a version: ${definitions.map(({ key }) => key).join(', ')}.`);

  async function runOnce(limit = LARGEST_CHUNK): Promise<RunResult> {
    const { rows, claimedAtMs } = await store.claim(Math.min(limit, LARGEST_CHUNK), leaseMs, keys);
    const sinceClaim = stopwatch();
    const now = () => claimedAtMs + sinceClaim();
    const moved: Moved[] = [];
    const waitsMs: number[] = [];
    let chunk: Held[] = rows.flatMap((row) => {
      const saga = byKey.get(row.definition);
      return saga ? [{ row, saga }] : [];
    });
    while (chunk.length > 0) {
      const decided = await decideAll(chunk, now);
      const { kept, fenced } = await write(decided, now());
      for (const { row, move } of kept) {
        if (move.transitions.length > 0) moved.push({ sagaId: row.id, state: row.state });
        if (move.waitMs > 0) waitsMs.push(move.waitMs);
      }
      if (fenced[0]) telemetry.fenced({ sagas: fenced.length, first: fenced[0].row.id });
      chunk = kept.flatMap(({ row, saga, move }) =>
        move.done || move.parked || move.waitMs > 0 ? [] : [{ row, saga }],
      );
    }
    return { claimed: rows.length, moved, waitsMs };
  }

  async function decideAll(chunk: Held[], now: () => number): Promise<Decided[]> {
    const startedAtMs = now();
    const planned = chunk.flatMap((held): Planned[] => {
      const progress = progressOf(held.row, startedAtMs);
      const plan = planFor(held, progress);
      return plan ? [{ ...held, progress, ...plan }] : [];
    });
    const moves = planned.flatMap((plan): Decided[] => ('move' in plan ? [plan] : []));
    const groups = groupBy(
      planned.flatMap((plan) => ('action' in plan ? [plan] : [])),
      ({ saga, action }) => `${saga.key} ${actionName(saga, action)}`,
    );
    const answered = await Promise.all([...groups.values()].map((group) => actFor(group, now)));
    return [...moves, ...answered.flat()];
  }

  /** A corrupt saga is left out alone and looked at again when its lease is over: the others of its chunk go on. */
  function planFor({ row, saga }: Held, progress: Progress): ReturnType<typeof next> {
    try {
      return next(saga, progress);
    } catch (err) {
      telemetry.corrupt({ sagaId: row.id, state: row.state, err });
      return null;
    }
  }

  /** One action for all sagas of a group. */
  async function actFor(
    group: (Held & { action: Action; progress: Progress })[],
    now: () => number,
  ): Promise<Decided[]> {
    const [head] = group;
    if (!head) return [];
    const { saga, action } = head;
    const seconds = stopwatch();
    const calls = group.map(({ row }) => callOf(row));
    const answers = await carryOut(effectsOf(saga, action), calls, stepTimeoutMs);
    const name = actionName(saga, action);
    telemetry.stepsAnswered({ name, outcomes: countOutcomes(answers), seconds: seconds() / 1_000 });
    reportUnknown(name, answers);
    const answeredAtMs = now();
    return group.map(({ row, progress }) => {
      const answer: Answer = answers.get(row.id) ?? { outcome: 'unknown', message: 'No answer.' };
      const times = { stepMs: answeredAtMs - row.stepStartedAtMs, sagaMs: answeredAtMs - row.startedAtMs };
      return { row, saga, move: decide(saga, { ...progress, ...times }, action, answer, random) };
    });
  }

  function reportUnknown(step: string, answers: Map<string, Answer>): void {
    const messages = [...answers.values()].flatMap((answer) => (answer.outcome === 'unknown' ? [answer.message] : []));
    if (messages[0]) telemetry.stepUnknown({ step, sagas: messages.length, message: messages[0] });
  }

  /** Writes the moves in one statement, then tells everybody. Those that were taken over meanwhile are let go. */
  async function write(decided: Decided[], nowMs: number): Promise<{ kept: Decided[]; fenced: Decided[] }> {
    const rows = decided.map(({ row, move }) => toAdvanceRow(row, move, nowMs, leaseMs));
    const { moved, refused } = await writeMoves(store.advance, rows);
    const kept: Decided[] = [];
    const frames: SagaFrame[] = [];
    decided.forEach(({ row, saga, move }, i) => {
      const written = rows[i];
      if (!written || !moved.has(row.id)) return;
      const after = afterMove(row, written, nowMs);
      kept.push({ row: after, saga, move });
      if (written.event) frames.push(toFrame(after, written, written.event));
      report(after, move, nowMs);
    });
    announce(frames);
    const fenced = decided.filter(({ row }) => !moved.has(row.id) && !refused.has(row.id));
    if (refused.size === 0) return { kept, fenced };
    const aside = await write(
      decided.flatMap((one) => setAside(one, refused.get(one.row.id), nowMs)),
      nowMs,
    );
    return { kept: [...kept, ...aside.kept], fenced: [...fenced, ...aside.fenced] };
  }

  /** What is written in the place of a move that the database did not take; nothing where it takes nothing: its lease ends. */
  function setAside({ row, saga, move }: Decided, error: unknown, nowMs: number): Decided[] {
    const action = error === undefined ? null : actionAt(saga, row.state);
    if (!action) return [];
    // Not the error itself: a broken constraint tells of the whole row.
    const said = error instanceof Error ? error.message : String(error);
    telemetry.notWritten({ sagaId: row.id, state: row.state, step: actionName(saga, action), said });
    const other = inPlaceOf(move, saga, progressOf(row, nowMs), said, random);
    return other ? [{ row, saga, move: other }] : [];
  }

  function report(row: HeldRow, move: Move, nowMs: number): void {
    const { id: sagaId, type, state, error, correlationId, createdAtMs } = row;
    if (move.done)
      telemetry.ended({ sagaId, type, state, error, correlationId, seconds: (nowMs - createdAtMs) / 1_000 });
    if (move.fact?.type === 'SagaStepFailed' && move.fact.undoing) telemetry.turnedRound({ sagaId, type, error });
    if (move.parked) telemetry.parked({ sagaId, type, state, reason: move.parked.reason, said: move.parked.said });
  }

  return { runOnce };
}

/** A saga as its step sees it. */
function callOf({ id: sagaId, input, error: code, errorMessage }: HeldRow): StepCall<never> {
  return { sagaId, input: input as never, ...(code && { why: { code, message: errorMessage ?? '' } }) };
}

function countOutcomes(answers: Map<string, Answer>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { outcome } of answers.values()) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

/** Milliseconds since it was made, by the monotonic clock: a wall clock that is wrong or moves changes nothing. */
function stopwatch(): () => number {
  const start = performance.now();
  return () => Math.round(performance.now() - start);
}
