import { describe } from '@jest/globals';
import type { SagaFacts } from '@comptoir/sagas/worker';
import type { RefundFacts } from '@comptoir/sales/worker';
import { PATIENCE } from '../../src/reconcile/patience.ts';
import { compareRefund } from '../../src/reconcile/refunds.ts';
import { compareSaga } from '../../src/reconcile/sagas.ts';
import { compareCredit, unsettled } from '../../src/reconcile/settlements.ts';
import { compareLevel } from '../../src/reconcile/shelves.ts';
import { HOUR_MS, level, open, refund, refunded, returned, saga, table } from './facts.ts';

/** Shelves, refunds, settlements and sagas, each by itself. */
export function partRules(): void {
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
      'to which too much came back': [
        () => compareLevel(level(), { certain: 0, atMost: 0 }),
        'STOCK_RETURNED: a person',
      ],
    });
  });

  describe('a refund', () => {
    const compare = (one: RefundFacts, its: SagaFacts | null) => () => compareRefund(one, its, PATIENCE);
    const failed = saga({ type: 'REFUND', phase: 'undone', state: 'FAILED' });
    table({
      'that is completed': [compare(refund(), refunded)],
      'that waits for a decision': [compare(refund({ status: 'REQUESTED', payback: 'NONE' }), null)],
      'that is being paid back': [
        compare(refund({ status: 'APPROVED', payback: 'ASKED' }), { ...open, type: 'REFUND' }),
      ],
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
}
