import { z } from 'zod';

/** Events that the audit context records: who looked at what. They stand in its store like all others. */
export const auditEvents = {
  /** What was searched for is told as the names of the conditions, and as ids: no text of a person. */
  AuditSearched: z.object({
    searchedBy: z.uuid(),
    operation: z.string().min(1),
    conditions: z.record(z.string(), z.string()),
    searchedAt: z.iso.datetime(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type AuditEventData = z.infer<(typeof auditEvents)['AuditSearched']>;
