import type { SaleOrder, SetStep } from '@comptoir/contracts';
import { closeHolds } from './movements.ts';
import { recordedStep, recordOf, type StepDeps } from './step.ts';

/**
 * Gives back what an order holds. Where nothing was held yet, it bars the reservation, so that one which comes late finds
 * itself refused; where the hold has expired meanwhile, there is nothing left to give back.
 */
export const releaseStock = (deps: StepDeps): SetStep<SaleOrder> =>
  recordedStep(deps, 'reserve-stock', 'undo', async (tx, orders) => {
    await tx.bar(
      'reserve-stock',
      orders.map(({ sagaId }) => sagaId),
    );
    const holds = [...(await tx.lockHolds(orders.map(({ reservationId }) => reservationId))).values()];
    const sold = holds.find(({ state }) => state === 'SOLD');
    if (sold) throw new Error(`Reservation ${sold.id} is sold: it cannot be given back.`);
    return {
      ...(await closeHolds(
        tx,
        holds.filter(({ state }) => state === 'HELD'),
        'undone',
      )),
      records: orders.map(({ sagaId }) => recordOf(sagaId, 'reserve-stock', 'undo')),
    };
  });
