import type { SaleOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import type { Sale } from '../../domain/sale.ts';
import type { Deps, Moved } from '../ports.ts';
import { ordersOf } from './open-sales.ts';

type End = { move: 'confirm' | 'cancel'; isThere(sale: Sale): boolean };

/** The sale becomes final, after its goods were sold. It cannot refuse: what cannot be confirmed is a fault. */
export const confirmSale = (deps: Deps): SetStep<SaleOrder> =>
  endSale(deps, { move: 'confirm', isThere: ({ confirmedAt }) => confirmedAt !== null });

/** The sale ends unsold, after everything was taken back. */
export const cancelSale = (deps: Deps): SetStep<SaleOrder> =>
  endSale(deps, { move: 'cancel', isThere: ({ cancelledAt }) => cancelledAt !== null });

function endSale({ store }: Deps, { move, isThere }: End): SetStep<SaleOrder> {
  const end = (orders: readonly SaleOrder[]): Promise<Map<string, Moved>> =>
    store.move(
      orders.map((order) => {
        const { userId, storeId, totalMinor, currency } = order;
        return { order, move, data: { userId, storeId, totalMinor, currency } };
      }),
    );

  return async (calls) => {
    const orders = ordersOf(calls);
    const ended = await end(orders);
    const missing = orders.filter(({ saleId }) => !ended.has(saleId));
    if (missing.length > 0) {
      await store.open(missing);
      for (const [saleId, moved] of await end(missing)) ended.set(saleId, moved);
    }
    for (const { saleId } of orders) {
      const behind = ended.get(saleId);
      if (!behind || !isThere(behind.sale))
        throw new Error(
          `Sale ${saleId} cannot ${move}: it is ${behind?.sale.status}, its payment ${behind?.payment.state}.`,
        );
    }
    return new Map(calls.map(({ sagaId }): [string, StepAnswer] => [sagaId, { outcome: 'done' }]));
  };
}
