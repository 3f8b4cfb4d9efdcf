import type { EventEnvelope } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';

/**
 * One link of the chain in which events travel: all events of a lane in `(after, upto]`. Links may come twice, overlap or
 * be lost; the consumer's cursor decides what is new.
 */
export type EventBatch = {
  source: ContextName;
  /** Of the source's database: another one is another history, whose positions begin again. */
  epoch: string;
  lane: number;
  after: number;
  upto: number;
  events: EventEnvelope[];
};

/** The queue of one lane of a consumer. It carries batches of all its sources. */
export const batchQueue = (consumer: string, lane: number): string => `events-${consumer}-${lane}`;

/** The same link has the same id, so that publishing it again is harmless while it waits. */
export const batchId = ({ source, epoch, after, upto }: EventBatch): string =>
  `${source}-${epoch.slice(0, 8)}-${after}-${upto}`;

/** The live channel on which consumers tell relays where they stand. Key: the source. */
export const ACKS_CHANNEL = 'event-acks';

/** Where a lane of a consumer stands. A lost one costs a batch published again. */
export type BatchAck = {
  key: ContextName;
  consumer: string;
  lane: number;
  epoch: string;
  upto: number;
  /** The batch begins after `upto`: something before it is missing here. */
  behind: boolean;
};
