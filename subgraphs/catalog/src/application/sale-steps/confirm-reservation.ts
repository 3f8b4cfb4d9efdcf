import type { SaleOrder, SetStep } from '@comptoir/contracts';
import type { Refusal } from '../../domain/reservation.ts';
import type { Hold } from '../hold-store.ts';
import { closeHolds } from './movements.ts';
import { recordedStep, recordOf, SIMULATED, type StepDeps } from './step.ts';

const NOT_HELD: Refusal = { code: 'RESERVATION_NOT_FOUND', message: 'Nothing is held for this order.' };
const EXPIRED: Refusal = {
  code: 'RESERVATION_EXPIRED',
  message: 'The goods were held too long and are on the shelf again.',
};

/** The pivot: what is held becomes sold. Refuses when the hold is lost; this and its expiry lock the same row, so one of them wins. */
export const confirmReservation = (deps: StepDeps): SetStep<SaleOrder> =>
  recordedStep(deps, 'confirm-order', 'do', async (tx, orders) => {
    const holds = await tx.lockHolds(orders.map(({ reservationId }) => reservationId));
    const refusals = new Map<string, Refusal>();
    const selling: Hold[] = [];
    for (const order of orders) {
      const hold = holds.get(order.reservationId);
      const refusal = failsOnPurpose(deps, order) ? SIMULATED : refusalOf(hold);
      if (refusal) refusals.set(order.sagaId, refusal);
      // Sold already means that this very step was asked twice at once: the record below is then a duplicate.
      else if (hold?.state === 'HELD') selling.push(hold);
    }
    return {
      ...(await closeHolds(tx, selling, 'sold')),
      records: orders.map(({ sagaId }) => recordOf(sagaId, 'confirm-order', 'do', refusals.get(sagaId))),
    };
  });

const failsOnPurpose = ({ demo }: StepDeps, { simulate }: SaleOrder): boolean =>
  demo && (simulate === 'FAIL_CONFIRMATION' || simulate === 'FAIL_COMPENSATION');

function refusalOf(hold: Hold | undefined): Refusal | null {
  if (!hold) return NOT_HELD;
  return hold.state === 'RELEASED' || (hold.state === 'HELD' && hold.expired) ? EXPIRED : null;
}
