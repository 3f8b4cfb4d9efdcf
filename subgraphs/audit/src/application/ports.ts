import type { Recorded } from '../domain/body.ts';
import type { SignedHead } from '../domain/signed-head.ts';
import type { Fault } from '../domain/verify.ts';

/** An event as the store shows it. */
export type StoredEvent = Recorded & { position: number; source: string; hash: string };

/** Which events; what is left out means any. */
export type EventWishes = { types?: readonly string[]; streamId?: string; correlationId?: string; userId?: string };

/** Which part of the trail of one thing. */
export type TrailPart = { streamId: string; after: number; take: number };

/** Reads of stored events. */
export type EventReads = {
  /** The newest first, before the place `before`. */
  newest(wishes: EventWishes, before: number | null, take: number): Promise<StoredEvent[]>;
  /** In the order of the store, behind the place `after`. */
  following(wishes: EventWishes, after: number, take: number): Promise<StoredEvent[]>;
  /** Events of one thing from a version on. */
  stream(streamId: string, fromVersion: number, take: number): Promise<StoredEvent[]>;
  /** For each part: what belongs to the same acts as the events of the thing. */
  trails(parts: readonly TrailPart[]): Promise<StoredEvent[][]>;
  /** The place of the newest event; 0 while there is none. */
  headPosition(): Promise<number>;
};

export type EventStoreStatistics = {
  events: number;
  bytes: number;
  lastRecordedAt: Date | null;
  types: { type: string; streamType: string; events: number }[];
};

/** What a check of the chain found. */
export type Verification = {
  isIntact: boolean;
  isComplete: boolean;
  checkedFrom: number;
  checkedUpTo: number;
  fault: Fault | null;
  headHash: string;
  /** The newest one whose signature is good. */
  signedHead: SignedHead | null;
};

/** A check of the whole chain in the background. */
export type BackgroundCheck = {
  id: string;
  state: 'RUNNING' | 'INTACT' | 'BROKEN';
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
  target: number;
  checkedUpTo: number;
  fault: Fault | null;
};

/** What the audit store answers. */
export type Store = {
  reads: EventReads;
  statistics(): Promise<EventStoreStatistics>;
  /** Null when the chain is not as long as `after`. */
  verify(after: number): Promise<Verification | null>;
  verifySinceSignedHead(): Promise<Verification | null>;
  /** Checks of the whole chain: begin one (or join the one that runs), look at one (or the newest). */
  beginCheck(startedBy: string, after: number): Promise<BackgroundCheck>;
  check(id: string | null): Promise<BackgroundCheck | null>;
};
