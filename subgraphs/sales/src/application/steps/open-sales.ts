import type { SaleOrder, SetStep, StepAnswer, StepCall } from '@comptoir/contracts';
import type { Deps } from '../ports.ts';

export const ordersOf = (calls: readonly StepCall<SaleOrder>[]): SaleOrder[] => calls.map(({ input }) => input);

/** Opens the sales that checkout could not open: its process died between two databases. Mostly there is nothing to do. */
export function openSales({ store }: Deps): SetStep<SaleOrder> {
  return async (calls) => {
    const orders = ordersOf(calls);
    const existing = await store.existing(orders.map(({ saleId }) => saleId));
    await store.open(orders.filter(({ saleId }) => !existing.has(saleId)));
    return new Map(calls.map(({ sagaId }): [string, StepAnswer] => [sagaId, { outcome: 'done' }]));
  };
}
