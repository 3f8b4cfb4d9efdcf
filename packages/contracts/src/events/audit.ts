import { z } from 'zod';

/** Who had events told again, and when. */
const replay = { replayedBy: z.uuid(), replayedAt: z.iso.datetime() };

/** Events that the audit context records: who looked at what, and who had what told again. They stand in its store like all others. */
export const auditEvents = {
  /** What was searched for is told as the names of the conditions, and as ids: no text of a person. */
  AuditSearched: z.object({
    searchedBy: z.uuid(),
    operation: z.string().min(1),
    conditions: z.record(z.string(), z.string()),
    searchedAt: z.iso.datetime(),
  }),
  /** A thing was rebuilt from its events up to the one with this version, and compared with what its owner keeps: in so many places they differ. */
  StreamReplayed: z.object({
    ...replay,
    streamId: z.uuid(),
    streamType: z.string().min(1),
    version: z.int().min(1),
    /** Null: nobody keeps anything of such things. */
    comparedWith: z.string().nullable(),
    differences: z.int().min(0),
  }),
  /** Events that a consumer had set aside were given to it again. */
  DeadLettersReplayed: z.object({
    ...replay,
    consumer: z.string().min(1),
    replayed: z.int().min(0),
    /** Streams of which something failed again. */
    failed: z.int().min(0),
  }),
  /** A read model is built anew from its events. */
  ProjectionReplayed: z.object({ ...replay, projection: z.string().min(1), rebuildId: z.uuid() }),
} as const satisfies Record<string, z.ZodType>;

export type AuditEventType = keyof typeof auditEvents;
export type AuditEventData<T extends AuditEventType> = z.infer<(typeof auditEvents)[T]>;
