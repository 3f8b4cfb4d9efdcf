import { stockStream, type RefundOrder, type SetStep } from '@comptoir/contracts';
import type { NewEvent } from '@comptoir/messaging';
import { stockKey } from '../../domain/reservation.ts';
import { takeBack, type Level, type Returned } from '../../domain/returns.ts';
import type { LockedStock, Movement } from '../hold-store.ts';
import { pairsOf } from '../sale-steps/movements.ts';
import { recordedStep, recordOf, type StepDeps } from '../sale-steps/step.ts';

/** Puts the goods of refunds back on the shelf, where the refund says so. The payment is back already, so it refuses nothing. */
export const restock = (deps: Pick<StepDeps, 'holds' | 'committed'>): SetStep<RefundOrder> =>
  recordedStep(deps, 'restock', 'do', async (tx, refunds) => {
    const restocking = refunds.filter((refund) => refund.restock);
    const returned = takeBack(restocking, levelsOf(await tx.lockStock(pairsOf(restocking))));
    return {
      movements: movementsOf(returned),
      ...{ opened: [], closed: [] },
      records: refunds.map(({ sagaId }) => recordOf(sagaId, 'restock', 'do')),
      events: returned.map(returnedEvent),
    };
  });

const levelsOf = ({ shelves, streamVersions }: LockedStock): Map<string, Level> =>
  new Map([...shelves].map(([key, shelf]) => [key, { ...shelf, streamVersion: streamVersions.get(key) ?? 0 }]));

/** What each level changes by, added up over all refunds. */
function movementsOf(returned: readonly Returned<RefundOrder>[]): Movement[] {
  const sums = new Map<string, { storeId: string; productId: string; units: number; told: number }>();
  for (const { refund, productId, quantity } of returned) {
    const { storeId } = refund;
    const { units, told } = sums.get(stockKey(storeId, productId)) ?? { units: 0, told: 0 };
    sums.set(stockKey(storeId, productId), { storeId, productId, units: units + quantity, told: told + 1 });
  }
  return [...sums.values()].map(({ units, ...level }) => ({
    ...level,
    ...{ onHand: units, reserved: 0, sold: 0, returned: units },
  }));
}

function returnedEvent({
  refund,
  productId,
  quantity,
  onHand,
  reserved,
  streamVersion,
}: Returned<RefundOrder>): NewEvent {
  const { refundId, saleId, storeId, userId, correlationId, traceparent } = refund;
  return {
    ...{ streamId: stockStream.streamIdOf(storeId, productId), streamType: 'stock', streamVersion },
    type: 'StockReturned',
    data: { refundId, saleId, storeId, productId, quantity, onHand, reserved },
    metadata: { correlationId, userId, source: 'catalog', ...(traceparent && { traceparent }) },
  };
}
