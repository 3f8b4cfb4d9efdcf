import { describe, expect, it } from '@jest/globals';
import type { LevelFacts, ReservationFacts } from '@comptoir/catalog/worker';
import type { SagaFacts } from '@comptoir/sagas/worker';
import type { RefundFacts, SaleFacts } from '@comptoir/sales/worker';
import { DIFFERENCE_KINDS, type Difference, type RepairName } from './difference.ts';
import { compareOrder, type Order } from './order-rules.ts';
import { PATIENCE } from './patience.ts';
import { compareRefund } from './refunds.ts';
import { compareSaga } from './sagas.ts';
import { compareCredit, unsettled } from './settlements.ts';
import { compareLevel } from './shelves.ts';

const HOUR_MS = 3_600_000;

const saga = (more: Partial<SagaFacts> = {}): SagaFacts => ({
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
const sale = (more: Partial<SaleFacts> = {}): SaleFacts => ({
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
const hold = (more: Partial<ReservationFacts> = {}): ReservationFacts => ({
  ...{ id: 'hold', sagaId: 'saga', saleId: 'sale', storeId: 'store', state: 'SOLD', overdueMs: HOUR_MS },
  units: { pot: 1, tea: 8 },
  ...more,
});
const paid = { capturedMinor: 900, refundedMinor: 0 };
const nothing = { capturedMinor: 0, refundedMinor: 0 };

const soldOrder = (more: Partial<Order> = {}): Order => ({
  ...{ saga: saga(), sale: sale(), reservation: hold(), statement: paid },
  ...more,
});
const undone = saga({ phase: 'undone', state: 'COMPENSATED' });
const undoneOrder = (more: Partial<Order> = {}): Order => ({
  saga: undone,
  sale: sale({ status: 'CANCELLED', paymentState: 'REFUNDED', paymentRefundedMinor: 900 }),
  reservation: hold({ state: 'RELEASED' }),
  statement: { capturedMinor: 900, refundedMinor: 900 },
  ...more,
});
const open = saga({ phase: 'before-pivot', state: 'PAYMENT_PROCESSING' });
const openOrder = (more: Partial<Order> = {}): Order => ({
  ...{ saga: open, sale: sale({ status: 'PENDING', paymentState: 'ASKED' }), statement: paid },
  reservation: hold({ state: 'HELD', overdueMs: -10_000 }),
  ...more,
});
const level = (more: Partial<LevelFacts> = {}): LevelFacts => ({
  ...{ storeId: 'store', productId: 'product', onHand: 6, reserved: 1, received: 10, sold: 5, returned: 1 },
  ...{ heldByReservations: 1, soldByReservations: 5 },
  ...more,
});
const returned = { certain: 1, atMost: 1 };
const refund = (more: Partial<RefundFacts> = {}): RefundFacts => ({
  ...{ id: 'refund', sagaId: 'saga', saleId: 'sale', status: 'COMPLETED', payback: 'PAID', quietMs: HOUR_MS },
  ...more,
});
const refunded = saga({ type: 'REFUND', state: 'REFUND_COMPLETED' });

const order = (one: Order): Difference[] => compareOrder(one, PATIENCE);
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

const found = new Set<string>();
/** What is found in something, by rows of a table. */
function table(rows: Record<string, [differences: () => Difference[], ...expected: string[]]>): void {
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

describe('a sold order', () => {
  table({
    'that is as it should be': [() => order(soldOrder())],
    'that was given back in part': [
      () => {
        const back = {
          status: 'PARTIALLY_REFUNDED',
          refundedMinor: 300,
          paymentRefundedMinor: 300,
          refundsPaidMinor: 300,
          unitsRefunded: 3,
          unitsPaidBack: 3,
        } as const;
        return order(soldOrder({ sale: sale(back), statement: { capturedMinor: 900, refundedMinor: 300 } }));
      },
    ],
    'whose refund the provider may have paid': [
      () =>
        order(
          soldOrder({ sale: sale({ refundsAskedMinor: 200 }), statement: { capturedMinor: 900, refundedMinor: 200 } }),
        ),
    ],
    'that cost nothing': [() => order(soldOrder({ sale: sale({ totalMinor: 0, paymentMinor: 0 }), statement: null }))],
    'that is not confirmed': [
      () => order(soldOrder({ sale: sale({ status: 'PENDING' }) })),
      'SALE_UNLIKE_SAGA: confirm-sale',
    ],
    'that is cancelled': [
      () => order(soldOrder({ sale: sale({ status: 'CANCELLED' }) })),
      'SALE_UNLIKE_SAGA: a person',
    ],
    'that is not there': [() => order(soldOrder({ sale: null })), 'SALE_UNLIKE_SAGA: a person'],
    'whose goods are on the shelf': [
      () => order(soldOrder({ reservation: hold({ state: 'RELEASED' }) })),
      'SALE_WITHOUT_GOODS: a person',
    ],
    'whose goods were never held': [() => order(soldOrder({ reservation: null })), 'SALE_WITHOUT_GOODS: a person'],
    'of which fewer units were taken than it is of': [
      () => order(soldOrder({ reservation: hold({ units: { tea: 7, pot: 1 } }) })),
      'GOODS_UNLIKE_SALE: a person',
    ],
    'of which another product was taken': [
      () => order(soldOrder({ reservation: hold({ units: { tea: 8, cup: 1 } }) })),
      'GOODS_UNLIKE_SALE: a person',
    ],
    'of which goods of another store were taken': [
      () => order(soldOrder({ reservation: hold({ storeId: 'other' }) })),
      'GOODS_UNLIKE_SALE: a person',
    ],
    'that is over another sum than its lines': [
      () => order(soldOrder({ sale: sale({ linesMinor: 1_800 }) })),
      'SALE_UNLIKE_LINES: a person',
    ],
    'that nobody paid': [
      () => order(soldOrder({ sale: sale({ paymentState: 'DECLINED' }), statement: nothing })),
      'SALE_NOT_PAID: a person',
    ],
    'that the provider does not know': [() => order(soldOrder({ statement: nothing })), 'SALE_NOT_PAID: a person'],
    'whose capture was forgotten': [
      () => order(soldOrder({ sale: sale({ paymentState: 'ASKED' }) })),
      'PAYMENT_UNLIKE_PROVIDER: note-capture',
    ],
    'that was paid twice': [
      () => order(soldOrder({ statement: { capturedMinor: 1_800, refundedMinor: 0 } })),
      'PAYMENT_UNLIKE_PROVIDER: a person',
    ],
    'over another amount than its payment': [
      () => order(soldOrder({ sale: sale({ totalMinor: 901 }) })),
      'PAYMENT_UNLIKE_SALE: a person',
    ],
    'with refunds that nobody paid back': [
      () => order(soldOrder({ sale: sale({ refundedMinor: 10 }) })),
      'REFUNDED_SUM: correct-refunded',
    ],
    'with units that no refund brought back': [
      () => order(soldOrder({ sale: sale({ unitsRefunded: 1, linesUnlikeRefunds: 1 }) })),
      'SALE_UNLIKE_REFUNDS: a person',
    ],
    'whose lines were taken for one another': [
      () => order(soldOrder({ sale: sale({ unitsPending: 1, unitsAsked: 1, linesUnlikeRefunds: 2 }) })),
      'SALE_UNLIKE_REFUNDS: a person',
    ],
    'that says it was given back': [
      () => order(soldOrder({ sale: sale({ status: 'REFUNDED' }) })),
      'SALE_UNLIKE_REFUNDS: a person',
    ],
    'that was given back whole and does not say so': [
      () => order(soldOrder({ sale: sale({ unitsRefunded: 9, unitsPaidBack: 9 }) })),
      'SALE_UNLIKE_REFUNDS: a person',
    ],
    'that was given back twice at the provider': [
      () => {
        const back: Partial<SaleFacts> = {
          ...{ status: 'PARTIALLY_REFUNDED', refundedMinor: 300, paymentRefundedMinor: 300, refundsPaidMinor: 300 },
          ...{ unitsRefunded: 3, unitsPaidBack: 3 },
        };
        return order(soldOrder({ sale: sale(back), statement: { capturedMinor: 900, refundedMinor: 600 } }));
      },
      'PAYMENT_UNLIKE_PROVIDER: a person',
    ],
  });
});

describe('an order that ended unsold', () => {
  table({
    'with everything undone': [() => order(undoneOrder())],
    'before anything was held': [
      () =>
        order(
          undoneOrder({
            reservation: null,
            sale: sale({ status: 'CANCELLED', paymentState: 'VOIDED' }),
            statement: nothing,
          }),
        ),
    ],
    'whose payment was never undone': [
      () => order(undoneOrder({ sale: sale({ status: 'PENDING' }), statement: paid })),
      ...['MONEY_WITHOUT_SALE: undo-payment', 'SALE_UNLIKE_SAGA: cancel-sale'],
    ],
    'whose payment is kept although the sale is cancelled': [
      () => order(undoneOrder({ sale: sale({ status: 'CANCELLED' }), statement: paid })),
      'MONEY_WITHOUT_SALE: return-money',
    ],
    'whose provider took the money all the same': [
      () => order(undoneOrder({ sale: sale({ status: 'CANCELLED', paymentState: 'DECLINED' }), statement: paid })),
      'MONEY_WITHOUT_SALE: return-money',
    ],
    'over another sum than its lines': [
      () => order(undoneOrder({ sale: sale({ status: 'CANCELLED', paymentState: 'REFUNDED', linesMinor: 0 }) })),
      'SALE_UNLIKE_LINES: a person',
    ],
    'and was confirmed': [
      () => order(undoneOrder({ sale: sale({ paymentState: 'REFUNDED' }) })),
      'SALE_UNLIKE_SAGA: a person',
    ],
    'whose goods are held': [
      () => order(undoneOrder({ reservation: hold({ state: 'HELD' }) })),
      'HOLD_WITHOUT_SAGA: release-hold',
    ],
    'whose goods are sold': [() => order(undoneOrder({ reservation: hold() })), 'GOODS_WITHOUT_SALE: a person'],
  });
});

describe('an order that is under way', () => {
  table({
    'with its goods held and its payment asked for': [() => order(openOrder())],
    'that waits for a person': [() => order(openOrder({ saga: { ...open, parked: true, dueMs: HOUR_MS } }))],
    'with a hold that should have been released': [
      () => order(openOrder({ reservation: hold({ state: 'HELD' }) })),
      'HOLD_OVERDUE: release-hold',
    ],
    'whose saga nobody knows, which is told with the sagas': [
      () => order(openOrder({ saga: { ...open, unknown: 'definition' }, reservation: hold() })),
    ],
    'that ended in a state that is none': [
      () => order(undoneOrder({ saga: { ...undone, state: 'GONE', unknown: 'state' }, sale: sale() })),
      'SAGA_UNKNOWN: a person',
    ],
    'over another sum than its lines': [
      () => order(openOrder({ sale: sale({ status: 'PENDING', paymentState: 'ASKED', linesMinor: 901 }) })),
      'SALE_UNLIKE_LINES: a person',
    ],
    'whose goods are sold too early': [() => order(openOrder({ reservation: hold() })), 'GOODS_WITHOUT_SALE: a person'],
    'whose sale is final too early': [() => order(openOrder({ sale: sale() })), 'SALE_UNLIKE_SAGA: a person'],
    'between its two last effects': [
      () => order(openOrder({ saga: saga({ phase: 'from-pivot', state: 'ORDER_CONFIRMING' }), reservation: hold() })),
    ],
    'and moved a moment ago': [
      () => order(soldOrder({ saga: saga({ quietMs: 10 }), sale: sale({ status: 'PENDING' }) })),
    ],
  });
});

describe('an order without a saga', () => {
  table({
    'of a moment ago': [() => order({ saga: null, sale: sale({ quietMs: 10 }), reservation: null, statement: null })],
    'that is sold': [
      () => order({ saga: null, sale: sale(), reservation: hold(), statement: paid }),
      'SALE_WITHOUT_SAGA: a person',
    ],
    'that keeps money': [
      () => order({ saga: null, sale: sale({ status: 'CANCELLED' }), reservation: null, statement: paid }),
      ...['MONEY_WITHOUT_SALE: a person', 'SALE_WITHOUT_SAGA: a person'],
    ],
    'that keeps money and may still be sold': [
      () => order({ saga: null, sale: sale({ status: 'PENDING' }), reservation: null, statement: paid }),
      ...['MONEY_WITHOUT_SALE: a person', 'SALE_WITHOUT_SAGA: a person'],
    ],
    'that holds goods': [
      () => order({ saga: null, sale: null, reservation: hold({ state: 'HELD' }), statement: null }),
      'HOLD_WITHOUT_SAGA: release-hold',
    ],
    'that took goods': [
      () => order({ saga: null, sale: null, reservation: hold(), statement: null }),
      'GOODS_WITHOUT_SALE: a person',
    ],
  });
});

describe('a shelf', () => {
  table({
    'that is as it should be': [() => compareLevel(level(), returned)],
    'to which a refund is on its way': [() => compareLevel(level(), { certain: 0, atMost: 3 })],
    'where the sum is wrong': [() => compareLevel(level({ received: 11 }), returned), 'STOCK_FIGURES: a person'],
    'where more is reserved than held': [
      () => compareLevel(level({ reserved: 4 }), returned),
      'STOCK_RESERVED: correct-reserved',
    ],
    'where less is sold than reservations sold': [
      () => compareLevel(level({ soldByReservations: 6 }), returned),
      'STOCK_SOLD: a person',
    ],
    'to which too little came back': [
      () => compareLevel(level(), { certain: 2, atMost: 2 }),
      'STOCK_RETURNED: a person',
    ],
    'to which too much came back': [() => compareLevel(level(), { certain: 0, atMost: 0 }), 'STOCK_RETURNED: a person'],
  });
});

describe('a refund', () => {
  const compare = (one: RefundFacts, its: SagaFacts | null) => () => compareRefund(one, its, PATIENCE);
  const failed = saga({ type: 'REFUND', phase: 'undone', state: 'FAILED' });
  table({
    'that is completed': [compare(refund(), refunded)],
    'that waits for a decision': [compare(refund({ status: 'REQUESTED', payback: 'NONE' }), null)],
    'that is being paid back': [compare(refund({ status: 'APPROVED', payback: 'ASKED' }), { ...open, type: 'REFUND' })],
    'that failed': [compare(refund({ status: 'FAILED', payback: 'REFUSED' }), failed)],
    'that was paid back and not closed': [
      compare(refund({ status: 'APPROVED' }), refunded),
      'REFUND_UNLIKE_SAGA: complete-refund',
    ],
    'that failed and was not closed': [
      compare(refund({ status: 'APPROVED', payback: 'REFUSED' }), failed),
      'REFUND_UNLIKE_SAGA: fail-refund',
    ],
    'that was paid although its saga failed': [compare(refund(), failed), 'REFUND_UNLIKE_SAGA: a person'],
    'whose approval began nothing': [
      compare(refund({ status: 'APPROVED', payback: 'NONE' }), null),
      'REFUND_UNLIKE_SAGA: a person',
    ],
    'approved a minute ago, which relay and consumer may take': [
      compare(refund({ status: 'APPROVED', payback: 'NONE', quietMs: PATIENCE.standstillMs - 1 }), null),
    ],
    'approved as long ago as nothing may stand still': [
      compare(refund({ status: 'APPROVED', payback: 'NONE', quietMs: PATIENCE.standstillMs }), null),
      'REFUND_UNLIKE_SAGA: a person',
    ],
    'approved a moment ago': [compare(refund({ status: 'APPROVED', payback: 'NONE', quietMs: 10 }), null)],
    'whose saga nobody knows': [compare(refund({ status: 'APPROVED' }), { ...refunded, unknown: 'state' })],
  });
});

describe('what a complaint was settled by', () => {
  const credit = { id: 'credit', saleId: 'sale', amountMinor: 900, remainingMinor: 600, movedMinor: 300 };
  table({
    'a credit that was spent in part': [() => compareCredit(credit)],
    'a credit of which more is left than did not move': [
      () => compareCredit({ ...credit, remainingMinor: 700 }),
      'CREDIT_UNLIKE_ENTRIES: a person',
    ],
    'units that no settlement keeps': [
      () => [unsettled({ saleId: 'sale', position: 0, settled: 2, kept: 1 })],
      'LINE_UNLIKE_SETTLEMENTS: a person',
    ],
  });
});

describe('a saga', () => {
  const compare = (one: Partial<SagaFacts>, hasRefund = true) => {
    return () => compareSaga({ ...open, ...one }, hasRefund, PATIENCE);
  };
  table({
    'that moves': [compare({})],
    'that nobody takes up': [compare({ dueMs: HOUR_MS }), 'SAGA_STANDS_STILL: wake-saga'],
    'that is not due for long': [compare({ dueMs: -HOUR_MS }), 'SAGA_STANDS_STILL: wake-saga'],
    'of a complaint that nobody takes up': [
      compare({ type: 'COMPLAINT_RESOLUTION', dueMs: HOUR_MS }),
      'SAGA_STANDS_STILL: wake-saga',
    ],
    'that waits for a person': [compare({ parked: true, dueMs: HOUR_MS })],
    'of a definition that is not there': [
      compare({ unknown: 'definition', definition: 'SALE@99', dueMs: HOUR_MS }),
      'SAGA_UNKNOWN: a person',
    ],
    'in a state that is none': [compare({ unknown: 'state', state: 'NOWHERE' }), 'SAGA_UNKNOWN: a person'],
    'in such a state, which waits for a person': [
      compare({ unknown: 'state', state: 'NOWHERE', parked: true }),
      'SAGA_UNKNOWN: a person',
    ],
    'that has paid back a refund that is not there': [
      () => compareSaga(refunded, false, PATIENCE),
      'SAGA_WITHOUT_REFUND: a person',
    ],
    'of a lost refund, which waits for a person': [
      compare({ type: 'REFUND', parked: true }, false),
      'SAGA_WITHOUT_REFUND: a person',
    ],
    'of a lost refund, which has not found out yet': [compare({ type: 'REFUND' }, false)],
    'of a refund': [() => compareSaga(refunded, true, PATIENCE)],
  });
});

it('every kind is told by a rule here, but for charges, which only the provider knows', () => {
  expect(DIFFERENCE_KINDS.filter((kind) => !found.has(kind))).toEqual(['CHARGE_UNKNOWN']);
});
