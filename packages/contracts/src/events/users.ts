import { z } from 'zod';

/** Events that the users context records. */
export const userEvents = {} as const satisfies Record<string, z.ZodType>;
