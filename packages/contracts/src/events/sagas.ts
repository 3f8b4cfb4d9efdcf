import { z } from 'zod';

/** Events that the sagas context records. */
export const sagaEvents = {} as const satisfies Record<string, z.ZodType>;
