import { sagaInput, type SetStep } from '@comptoir/contracts';
import { z } from 'zod';

/** The frozen input of a gift: what wrapping it needs. */
export const giftWrapOrder = sagaInput.extend({ storeId: z.uuid(), sheets: z.int().min(1) });
export type GiftWrapOrder = z.infer<typeof giftWrapOrder>;

/** What the counter of a store does for gifts. */
export type GiftWrapSteps = {
  /** Refuses when the store has too little paper. */
  wrap: SetStep<GiftWrapOrder>;
  /** Undo of wrap: the paper can be used again. Bars a late wrapping. */
  unwrap: SetStep<GiftWrapOrder>;
  /** The pivot. Refuses what is not wrapped. */
  handOver: SetStep<GiftWrapOrder>;
};
