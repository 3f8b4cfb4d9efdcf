import type { SaleOrder, SetStep } from '@comptoir/contracts';
import { shortage, type Refusal } from '../../domain/reservation.ts';
import type { SaleChecks } from '../hold-store.ts';
import { pairsOf } from './movements.ts';
import { done, refusedWith, SIMULATED, type StepDeps } from './step.ts';

/**
 * Refuses an order whose goods are not there now. Looks without a lock and holds nothing, so it leaves no record either:
 * asked again it looks again.
 */
export const verifyStock =
  ({ holds, demo }: StepDeps): SetStep<SaleOrder> =>
  async (calls) => {
    const checks = await holds.check(pairsOf(calls.map(({ input }) => input)));
    return new Map(
      calls.map(({ sagaId, input }) => {
        const simulated = demo && input.simulate === 'FAIL_VERIFICATION' ? SIMULATED : null;
        const refusal = simulated ?? refusalOf(input, checks);
        return [sagaId, refusal ? refusedWith(refusal) : done];
      }),
    );
  };

function refusalOf(order: SaleOrder, { shelves, closedStores, unsaleable }: SaleChecks): Refusal | null {
  if (closedStores.has(order.storeId)) return { code: 'STORE_CLOSED', message: 'The store has closed for good.' };
  const offSale = order.lines.find(({ productId }) => unsaleable.has(productId));
  if (offSale) return { code: 'PRODUCT_ARCHIVED', message: `${offSale.productName} is no longer on sale.` };
  return shortage(order, shelves);
}
