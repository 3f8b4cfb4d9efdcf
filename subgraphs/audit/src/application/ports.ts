import type { AuditEventData, AuditEventType } from '@comptoir/contracts';
import type { RequestContext } from '@comptoir/graphql-kit';
import type { Recorded } from '../domain/body.ts';
import type { StreamState } from '../domain/folds.ts';
import type { Search } from '../domain/search.ts';
import type { SignedHead } from '../domain/signed-head.ts';
import type { Fault } from '../domain/verify.ts';

/** Writes down what somebody looks for. */
export type RecordSearches = (request: RequestContext, searches: readonly Search[]) => Promise<void>;

type ReplayFact<T extends Exclude<AuditEventType, 'AuditSearched'>> = T extends unknown
  ? { type: T } & Omit<AuditEventData<T>, 'replayedBy' | 'replayedAt'>
  : never;

/** What somebody had told again, and what came of it. */
export type ReplayDone = ReplayFact<Exclude<AuditEventType, 'AuditSearched'>>;

/** Writes down a replay. */
export type RecordReplay = (request: RequestContext, done: ReplayDone) => Promise<void>;

/** An event as the store shows it. */
export type StoredEvent = Recorded & { position: number; source: string; hash: string };

/** Which events; what is left out means any. */
export type EventWishes = {
  types?: readonly string[];
  streamId?: string;
  correlationId?: string;
  userId?: string;
  /** When it happened: from this moment on, and before that one. */
  from?: Date;
  to?: Date;
};

/** A place in the order in which things happened. */
export type SearchPlace = { occurredAt: string; seq: number };

/** A trail is of one act, or of all acts that had to do with one thing. */
export type TrailKey = { correlationId?: string; streamId?: string };

/** What the acts of a trail did to one thing. */
export type TrailSpan = {
  streamId: string;
  streamType: string;
  source: string;
  events: number;
  startedAt: Date;
  endedAt: Date;
  lastType: string;
  /** Of a saga that is about a sale: which one. */
  ofSale: string | null;
};

/** A moment of a stream: by time, by version, or the last one. */
export type StreamMoment = { streamId: string; at: Date | null; version: number | null };

/** A thing as its events told it at a moment. */
export type StreamEnd = { streamType: string; version: number; asOf: string; state: StreamState };

/** States around an event. */
export type Around = { before: StreamState; after: StreamState };

/** Which part of a trail; behind the place `after`, or from the beginning. */
export type TrailPart = TrailKey & { after: SearchPlace | null; take: number };

/** An event in a trail: `moment` is when it happened, and no earlier than what was before it on its thing. */
export type TrailEvent = StoredEvent & { moment: string };

/** Reads of stored events. */
export type EventReads = {
  /** By when it happened, the newest first, before the place `before`. */
  search(wishes: EventWishes, before: SearchPlace | null, take: number): Promise<StoredEvent[]>;
  /** By place, the newest first. */
  newest(wishes: EventWishes, take: number): Promise<StoredEvent[]>;
  /** Types of events that were stored, of things of one kind or of all. */
  types(streamType: string | null): Promise<string[]>;
  /** In the order of the store, behind the place `after`. */
  following(wishes: EventWishes, after: number, take: number): Promise<StoredEvent[]>;
  /** Events of one thing from a version on. */
  stream(streamId: string, fromVersion: number, take: number): Promise<StoredEvent[]>;
  /** For each part: what belongs to the act, or to the same acts as the events of the thing, by when it happened. */
  trails(parts: readonly TrailPart[]): Promise<TrailEvent[][]>;
  /** For each trail: what happened to each thing. */
  spans(keys: readonly TrailKey[]): Promise<TrailSpan[][]>;
  /** The thing as it was; null when nothing had happened to it. */
  fold(moment: StreamMoment): Promise<StreamEnd | null>;
  /** What each of these events changed; null where that is too much to work out. */
  around(events: readonly { streamId: string; version: number }[]): Promise<(Around | null)[]>;
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
  state: 'RUNNING' | 'INTACT' | 'BROKEN' | 'FAILED';
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
  target: number;
  checkedUpTo: number;
  fault: Fault | null;
  failure: string | null;
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
