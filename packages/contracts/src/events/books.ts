import { z } from 'zod';

const figures = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/**
 * What reconciliation records, in the context whose books it mended and on a stream of its own: what was mended agrees again
 * with what the other streams say, so none of them gets an event for it.
 */
export const booksEvents = {
  BooksCorrected: z.object({
    /** The kind of difference, as metric and runbook name it. */
    difference: z.string().min(1),
    /** Ids of what it was about. */
    about: z.record(z.string(), z.string()),
    before: figures,
    after: figures,
    correctedAt: z.iso.datetime(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type BooksCorrected = z.infer<typeof booksEvents.BooksCorrected>;
