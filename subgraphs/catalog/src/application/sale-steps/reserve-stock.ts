import type { SaleOrder, SetStep } from '@comptoir/contracts';
import { allocate, type Refusal } from '../../domain/reservation.ts';
import type { NewHold } from '../hold-store.ts';
import { movementsOf, pairsOf, reservationEvent } from './movements.ts';
import { recordedStep, recordOf, SIMULATED, type StepDeps } from './step.ts';

/** Holds all lines of each order or none of them, first come first served inside the chunk, until the holds expire. */
export const reserveStock = (deps: StepDeps): SetStep<SaleOrder> =>
  recordedStep(deps, 'reserve-stock', 'do', async (tx, orders) => {
    const failing = (order: SaleOrder): boolean => deps.demo && order.simulate === 'FAIL_RESERVATION';
    const wishes = orders.filter((order) => !failing(order));
    const { shelves, now } = await tx.lockStock(pairsOf(wishes));
    const expiresAt = new Date(now.getTime() + deps.ttlSeconds * 1_000);
    const allocations = allocate(wishes, shelves);

    const refusals = new Map<string, Refusal>(orders.filter(failing).map(({ sagaId }) => [sagaId, SIMULATED]));
    const opened: NewHold[] = [];
    const events = wishes.flatMap((order) => {
      const allocation = allocations.get(order.sagaId);
      if (!allocation || 'refused' in allocation) {
        if (allocation) refusals.set(order.sagaId, allocation.refused);
        return [];
      }
      const hold: NewHold = { ...whose(order), lines: allocation.held, expiresAt };
      opened.push(hold);
      return [reservationEvent(hold, 1, 'StockReserved', allocation.held, { expiresAt: expiresAt.toISOString() })];
    });
    return {
      movements: movementsOf(opened, { onHand: 0, reserved: 1, sold: 0 }),
      opened,
      closed: [],
      records: orders.map(({ sagaId }) => recordOf(sagaId, 'reserve-stock', 'do', refusals.get(sagaId))),
      events,
    };
  });

const whose = ({ reservationId, sagaId, saleId, storeId, userId, correlationId, traceparent }: SaleOrder) => ({
  ...{ id: reservationId, sagaId, saleId, storeId, userId, correlationId, traceparent },
});
