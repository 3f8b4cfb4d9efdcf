import { z } from 'zod';

/** Whose sale it is, asked by its id. */
export const saleOwnerCall = z.object({ saleId: z.uuid() });
