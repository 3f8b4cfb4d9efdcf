import { expect, it } from '@jest/globals';
import type { LevelFacts, ReservationFacts } from '@comptoir/catalog/worker';
import type { SagaFacts } from '@comptoir/sagas/worker';
import type { RefundFacts, SaleFacts } from '@comptoir/sales/worker';
import type { Difference, RepairName } from '../../src/reconcile/difference.ts';
import { compareOrder, type Order } from '../../src/reconcile/order-rules.ts';
import { PATIENCE } from '../../src/reconcile/patience.ts';

export const HOUR_MS = 3_600_000;

export const saga = (more: Partial<SagaFacts> = {}): SagaFacts => ({
  ...{
    id: 'saga',
    type: 'SALE',
    phase: 'completed',
    state: 'SALE_CONFIRMED',
    version: 9,
    parked: false,
    saleId: 'sale',
  },
  ...{ unknown: null, definition: 'SALE@1' },
  ...{ input: { reservationId: 'hold' }, quietMs: HOUR_MS, dueMs: 1_000 },
  ...more,
});
export const sale = (more: Partial<SaleFacts> = {}): SaleFacts => ({
  ...{
    id: 'sale',
    sagaId: 'saga',
    status: 'CONFIRMED',
    totalMinor: 900,
    refundedMinor: 0,
    currency: 'CAD',
    version: 3,
  },
  ...{ quietMs: HOUR_MS, paymentId: 'pay', method: 'CARD', paymentState: 'CAPTURED', paymentMinor: 900 },
  ...{ paymentRefundedMinor: 0, refundsPaidMinor: 0, refundsAskedMinor: 0 },
  ...{ unitsSold: 9, unitsRefunded: 0, unitsPending: 0, unitsPaidBack: 0, unitsAsked: 0, linesUnlikeRefunds: 0 },
  ...{ storeId: 'store', linesMinor: more.totalMinor ?? 900, units: { tea: 8, pot: 1 } },
  ...more,
});
export const hold = (more: Partial<ReservationFacts> = {}): ReservationFacts => ({
  ...{ id: 'hold', sagaId: 'saga', saleId: 'sale', storeId: 'store', state: 'SOLD', overdueMs: HOUR_MS },
  units: { pot: 1, tea: 8 },
  ...more,
});
export const paid = { capturedMinor: 900, refundedMinor: 0 };
export const nothing = { capturedMinor: 0, refundedMinor: 0 };

export const soldOrder = (more: Partial<Order> = {}): Order => ({
  ...{ saga: saga(), sale: sale(), reservation: hold(), statement: paid },
  ...more,
});
export const undone = saga({ phase: 'undone', state: 'COMPENSATED' });
export const undoneOrder = (more: Partial<Order> = {}): Order => ({
  saga: undone,
  sale: sale({ status: 'CANCELLED', paymentState: 'REFUNDED', paymentRefundedMinor: 900 }),
  reservation: hold({ state: 'RELEASED' }),
  statement: { capturedMinor: 900, refundedMinor: 900 },
  ...more,
});
export const open = saga({ phase: 'before-pivot', state: 'PAYMENT_PROCESSING' });
export const openOrder = (more: Partial<Order> = {}): Order => ({
  ...{ saga: open, sale: sale({ status: 'PENDING', paymentState: 'ASKED' }), statement: paid },
  reservation: hold({ state: 'HELD', overdueMs: -10_000 }),
  ...more,
});
export const level = (more: Partial<LevelFacts> = {}): LevelFacts => ({
  ...{ storeId: 'store', productId: 'product', onHand: 6, reserved: 1, received: 10, sold: 5, returned: 1 },
  ...{ heldByReservations: 1, soldByReservations: 5 },
  ...more,
});
export const returned = { certain: 1, atMost: 1 };
export const refund = (more: Partial<RefundFacts> = {}): RefundFacts => ({
  ...{ id: 'refund', sagaId: 'saga', saleId: 'sale', status: 'COMPLETED', payback: 'PAID', quietMs: HOUR_MS },
  ...more,
});
export const refunded = saga({ type: 'REFUND', state: 'REFUND_COMPLETED' });

export const order = (one: Order): Difference[] => compareOrder(one, PATIENCE);
const told = (differences: Difference[]): string[] =>
  differences.map(({ kind, remedy }) => `${kind}: ${'repair' in remedy ? remedy.repair : 'a person'}`);

/** The ids without which a repair does not know what to mend. */
const SUBJECTS: Record<RepairName, string[]> = {
  'release-hold': ['reservationId'],
  'correct-reserved': ['storeId', 'productId'],
  'undo-payment': ['sagaId'],
  'return-money': ['paymentId'],
  'note-capture': ['saleId'],
  'correct-refunded': ['saleId'],
  'confirm-sale': ['sagaId'],
  'cancel-sale': ['sagaId'],
  'complete-refund': ['sagaId'],
  'fail-refund': ['sagaId'],
  'wake-saga': ['sagaId'],
};

/** All kinds that some table has told of. */
export const found = new Set<string>();
/** What is found in something, by rows of a table. */
export function table(rows: Record<string, [differences: () => Difference[], ...expected: string[]]>): void {
  it.each(Object.entries(rows))('%s', (_, [differences, ...expected]) => {
    const all = differences();
    for (const { kind, says, expected: should, found: is, about, remedy } of all) {
      found.add(kind);
      if ('repair' in remedy)
        expect({ ...remedy, ids: Object.keys(about) }).toEqual({
          ...remedy,
          ids: expect.arrayContaining(SUBJECTS[remedy.repair]),
        });
      expect(says).toMatch(/\.$/);
      expect(Object.keys(is)).toEqual(expect.arrayContaining(Object.keys(should)));
    }
    expect(told(all)).toEqual(expected);
  });
}
