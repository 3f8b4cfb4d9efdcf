import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import { z } from 'zod';
import type { EventEnvelope } from './envelope.ts';

/** An event that a consumer could not take in, and set aside. */
export type DeadLetter = {
  consumer: string;
  source: ContextName;
  event: EventEnvelope;
  error: string;
  /** 0: it was never tried, it waits behind an earlier one of its stream. */
  attempts: number;
  parkedAt: string;
};

/** Internal port `deadLetters` of each context that consumes events: those of one consumer in the order of their event ids. */
export const deadLettersCall = z.object({
  consumer: z.string(),
  sources: z.array(z.enum(CONTEXT_NAMES)),
  type: z.string().nullable(),
  /** The event id to begin with. */
  from: z.uuid().nullable(),
  first: z.int().min(1),
});
export type DeadLettersCall = z.infer<typeof deadLettersCall>;

/** Internal port `replayDeadLetters`: one stream, or the next ones behind a stream. */
export const replayCall = z.object({
  consumer: z.string(),
  source: z.enum(CONTEXT_NAMES),
  streamId: z.uuid().nullable(),
  afterStreamId: z.uuid().nullable(),
});
export type ReplayCall = z.infer<typeof replayCall>;

export type ReplayAnswer = {
  /** Events that took effect. */
  replayed: number;
  /** Streams of which something failed again, and with what. */
  failed: { streamId: string; error: string }[];
  /** Where to go on; null: nothing is left. */
  nextAfter: string | null;
};
