import { z } from 'zod';

/** Events that the catalog context records. */
export const catalogEvents = {} as const satisfies Record<string, z.ZodType>;
