import { describe } from '@jest/globals';
import type { SaleFacts } from '@comptoir/sales/worker';
import {
  hold,
  HOUR_MS,
  nothing,
  open,
  openOrder,
  order,
  paid,
  saga,
  sale,
  soldOrder,
  table,
  undone,
  undoneOrder,
} from './facts.ts';

/** Orders: saga, sale, goods and money beside each other. */
export function orderRules(): void {
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
            soldOrder({
              sale: sale({ refundsAskedMinor: 200 }),
              statement: { capturedMinor: 900, refundedMinor: 200 },
            }),
          ),
      ],
      'that cost nothing': [
        () => order(soldOrder({ sale: sale({ totalMinor: 0, paymentMinor: 0 }), statement: null })),
      ],
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
      'whose provider paid back twice': [
        () => order(undoneOrder({ statement: { capturedMinor: 900, refundedMinor: 1_800 } })),
        'PAYMENT_UNLIKE_PROVIDER: a person',
      ],
      'whose provider paid back what it never took, and whose payment is not undone': [
        () => order(undoneOrder({ sale: sale(), statement: { capturedMinor: 0, refundedMinor: 900 } })),
        ...['PAYMENT_UNLIKE_PROVIDER: a person', 'SALE_UNLIKE_SAGA: a person'],
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
      'whose goods are sold too early': [
        () => order(openOrder({ reservation: hold() })),
        'GOODS_WITHOUT_SALE: a person',
      ],
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
}
