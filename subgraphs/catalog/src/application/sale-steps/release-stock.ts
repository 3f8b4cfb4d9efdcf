import type { SaleOrder, SetStep } from '@comptoir/contracts';
import { closeHolds } from './movements.ts';
import { recordedStep, recordOf, type StepDeps } from './step.ts';

/**
 * Gives back what an order holds. Where nothing was held yet, it bars the reservation, so that one which comes late finds
 * itself refused; where the hold has expired meanwhile, there is nothing left to give back. The bar is committed first: alone it
 * takes nothing from anybody, and who is asked again behind a crash finds every reservation held, refused or barred for good.
 */
export function releaseStock(deps: StepDeps): SetStep<SaleOrder> {
  const release = recordedStep<SaleOrder>(deps, 'reserve-stock', 'undo', async (tx, orders) => {
    const holds = [...(await tx.lockHolds(orders.map(({ reservationId }) => reservationId))).values()];
    const sold = holds.find(({ state }) => state === 'SOLD');
    if (sold) throw new Error(`Reservation ${sold.id} is sold: it cannot be given back.`);
    const held = holds.filter(({ state }) => state === 'HELD');
    return {
      ...(await closeHolds(tx, held, 'undone')),
      records: orders.map(({ sagaId }) => recordOf(sagaId, 'reserve-stock', 'undo')),
    };
  });
  return async (calls) => {
    await deps.holds.bar(
      'reserve-stock',
      calls.map(({ sagaId }) => sagaId),
    );
    return release(calls);
  };
}
