import { z } from 'zod';

/** Events that the sales context records. */
export const salesEvents = {} as const satisfies Record<string, z.ZodType>;
