import type { EventMetadata } from '@comptoir/contracts';

/** A saga as its holder sees it. Times are milliseconds by the database's clock at the moment of the claim. */
export type HeldRow = {
  id: string;
  seq: number;
  /** `TYPE@version`. */
  definition: string;
  definitionVersion: number;
  type: string;
  userId: string;
  saleId: string | null;
  storeId: string | null;
  correlationId: string;
  input: unknown;
  state: string;
  version: number;
  streamVersion: number;
  epoch: number;
  attempts: number;
  createdAtMs: number;
  updatedAtMs: number;
  startedAtMs: number;
  stepStartedAtMs: number;
  cancelRequested: boolean;
  error: string | null;
  errorMessage: string | null;
};

/** Sagas in hand, oldest first, and the database's clock when they were taken (Unix milliseconds). */
export type Claim = { rows: HeldRow[]; claimedAtMs: number };

/** One saga's move as it is written. `event` null: it only waits. */
export type AdvanceRow = {
  id: string;
  epoch: number;
  expectedVersion: number;
  state: string;
  version: number;
  attempts: number;
  /** Milliseconds until it may be taken up again (a lease, when the holder goes on). */
  dueInMs: number;
  done: boolean;
  parkedReason: string | null;
  error: string | null;
  errorMessage: string | null;
  stepStartedAt: string;
  /** When it reached its state; null when the state stays. */
  updatedAt: string | null;
  event: { type: string; data: object; metadata: EventMetadata } | null;
};

/** Unfinished sagas of one definition: how many there are, wait for a person, and are due and held by nobody. */
export type OpenSagas = { definition: string; type: string; active: number; parked: number; due: number };

/** Who keeps the sagas for the engine. */
export type SagaStore = {
  /** Takes up to `limit` due sagas of these definitions for `leaseMs`; whoever held them before is fenced off by the new epoch. */
  claim(limit: number, leaseMs: number, definitions: readonly string[]): Promise<Claim>;
  /** Writes the moves of a chunk, state and event together. Answers the ids that moved; the others are no longer the caller's. */
  advance(rows: readonly AdvanceRow[]): Promise<Set<string>>;
  countOpen(): Promise<OpenSagas[]>;
};

/** Wakes an engine, in whatever process. */
export type EngineWake = {
  /** Something is due now. */
  now(): void;
  /** Something will be due in so many milliseconds. */
  later(ms: number): void;
};
