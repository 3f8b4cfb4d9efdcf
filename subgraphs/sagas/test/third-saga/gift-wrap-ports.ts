import type { SagaInput, SetStep } from '@comptoir/contracts';

/** The frozen input of a gift: what wrapping it needs. */
export type GiftWrapOrder = SagaInput & { storeId: string; sheets: number };

/** What the counter of a store does for gifts. */
export type GiftWrapSteps = {
  /** Refuses when the store has too little paper. */
  wrap: SetStep<GiftWrapOrder>;
  /** Undo of wrap: the paper can be used again. Bars a late wrapping. */
  unwrap: SetStep<GiftWrapOrder>;
  /** The pivot. Refuses what is not wrapped. */
  handOver: SetStep<GiftWrapOrder>;
};
