import type { EventMetadata } from '@comptoir/contracts';
import type { Fact, Move, Progress } from '../domain/move.ts';
import type { SagaInput } from '../domain/saga.ts';
import type { SagaFrame } from './live.ts';
import type { AdvanceRow, HeldRow } from './saga-store.ts';

let latest = { ms: NaN, text: '' };

/** ISO 8601. The sagas of a chunk move in one moment, so the last text is nearly always the next. */
function iso(ms: number): string {
  if (ms !== latest.ms) latest = { ms, text: new Date(ms).toISOString() };
  return latest.text;
}

/** Where a held saga stands, at this time of the database. */
export const progressOf = (row: HeldRow, nowMs: number): Progress => ({
  state: row.state,
  version: row.version,
  attempts: row.attempts,
  stepMs: nowMs - row.stepStartedAtMs,
  sagaMs: nowMs - row.startedAtMs,
  cancelRequested: row.cancelRequested,
  error: row.error,
  errorMessage: row.errorMessage,
});

/** What an event of the saga stream says, from the move that it tells of. Times are the database's (Unix milliseconds). */
export function factData(fact: Fact, move: Move, held: HeldRow, nowMs: number): object {
  const { type, ...about } = fact;
  // The first step was entered when it was first tried; every other state of a move is reached now.
  const enteredAt = move.transitions.length > 1 && held.version === 1 ? held.stepStartedAtMs : nowMs;
  const transitions = move.transitions.map(({ version, state }, i) => ({
    version,
    state,
    at: iso(i === 0 ? enteredAt : nowMs),
  }));
  const why = { error: move.error ?? 'UNKNOWN', message: move.errorMessage ?? '' };
  const tried = { attempts: move.tried, startedAt: iso(held.stepStartedAtMs) };
  switch (type) {
    case 'SagaFailed':
      return { ...why, transitions };
    case 'SagaParked':
      return { ...about, ...tried, error: move.parked?.error, message: move.parked?.reason, transitions };
    case 'SagaStepFailed':
    case 'SagaCompensated':
      return { ...about, ...tried, ...why, transitions };
    default:
      return { ...about, ...tried, transitions };
  }
}

/** The move as it is written. A saga that goes on at once keeps its lease. */
export function toAdvanceRow(held: HeldRow, move: Move, nowMs: number, leaseMs: number): AdvanceRow {
  const last = move.transitions.at(-1);
  const metadata: EventMetadata = {
    correlationId: held.correlationId,
    userId: held.userId,
    source: 'sagas',
    ...tracing(held.input),
  };
  return {
    id: held.id,
    epoch: held.epoch,
    expectedVersion: held.version,
    state: last?.state ?? held.state,
    version: last?.version ?? held.version,
    attempts: move.attempts,
    dueInMs: move.waitMs > 0 ? move.waitMs : leaseMs,
    done: move.done,
    parkedReason: move.parked?.reason ?? null,
    error: move.error,
    errorMessage: move.errorMessage,
    stepStartedAt: iso(move.attempts > 0 || !last ? held.stepStartedAtMs : nowMs),
    updatedAt: last ? iso(nowMs) : null,
    event: move.fact && { type: move.fact.type, data: factData(move.fact, move, held, nowMs), metadata },
  };
}

function tracing(input: unknown): { traceparent?: string } {
  const { traceparent } = input as Partial<SagaInput>;
  return traceparent ? { traceparent } : {};
}

/** The saga behind its move, as the same holder goes on with it. */
export function afterMove(held: HeldRow, row: AdvanceRow, nowMs: number): HeldRow {
  return {
    ...held,
    state: row.state,
    version: row.version,
    streamVersion: held.streamVersion + (row.event ? 1 : 0),
    attempts: row.attempts,
    updatedAtMs: row.updatedAt ? nowMs : held.updatedAtMs,
    stepStartedAtMs: row.updatedAt && row.attempts === 0 ? nowMs : held.stepStartedAtMs,
    error: row.error,
    errorMessage: row.errorMessage,
  };
}

/** What live subscribers get: the saga behind the move, and the event that tells of it. Written out: it is made for every move. */
export function toFrame(held: HeldRow, row: AdvanceRow, event: { type: string; data: object }): SagaFrame {
  return {
    key: held.id,
    version: held.streamVersion,
    event: { type: event.type, data: event.data },
    saga: {
      id: held.id,
      correlationId: held.correlationId,
      type: held.type,
      definitionVersion: held.definitionVersion,
      userId: held.userId,
      saleId: held.saleId,
      storeId: held.storeId,
      state: held.state,
      version: held.version,
      attempts: held.attempts,
      parked: row.parkedReason !== null,
      parkedReason: row.parkedReason,
      cancelRequested: held.cancelRequested,
      createdAt: held.createdAtMs,
      updatedAt: held.updatedAtMs,
      completedAt: row.done ? held.updatedAtMs : null,
      error: held.error,
      errorMessage: held.errorMessage,
    },
  };
}
