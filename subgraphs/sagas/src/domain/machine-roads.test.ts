import { describe, expect, it } from '@jest/globals';
import { ALL_BACK, PAID, RESERVED, STOCK_BACK, VERIFIED } from '../../test/sale-states.ts';
import { DONE, no, unknown, walk, type Given } from '../../test/walk.ts';

type Road = { given: Given; then: string[]; error: string | null; asked: string[]; events: string[] };

/** Every road of the contract's section 5 that needs no clock and no person. */
const ROADS: Record<string, Road> = {
  'all answer done: sold': {
    given: {},
    then: [...PAID, 'SALE_CONFIRMED'],
    error: null,
    asked: ['verify-stock', 'reserve-stock', 'process-payment', 'confirm-order'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaCompleted'],
  },
  'the verification is refused: failed, nothing to take back': {
    given: { 'verify-stock': no('INSUFFICIENT_STOCK') },
    then: ['INITIATED', 'STOCK_VERIFYING', 'STOCK_VERIFICATION_FAILED', 'FAILED'],
    error: 'INSUFFICIENT_STOCK',
    asked: ['verify-stock', 'abandon'],
    events: ['SagaStarted', 'SagaStepFailed', 'SagaFailed'],
  },
  'the reservation is refused: failed, nothing to take back': {
    given: { 'reserve-stock': no('INSUFFICIENT_STOCK') },
    then: [...VERIFIED, 'STOCK_RESERVATION_FAILED', 'FAILED'],
    error: 'INSUFFICIENT_STOCK',
    asked: ['verify-stock', 'reserve-stock', 'abandon'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepFailed', 'SagaFailed'],
  },
  'nobody knows whether the stock is held: it is released': {
    given: { 'reserve-stock': unknown },
    then: [...VERIFIED, 'STOCK_RESERVATION_FAILED', ...STOCK_BACK],
    error: 'NO_ANSWER',
    asked: ['verify-stock', ...Array<string>(10).fill('reserve-stock'), 'undo-reserve-stock'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepFailed', 'SagaCompensated'],
  },
  'the payment is declined: the stock is released': {
    given: { 'process-payment': no('CARD_DECLINED') },
    then: [...RESERVED, 'PAYMENT_FAILED', ...STOCK_BACK],
    error: 'CARD_DECLINED',
    asked: ['verify-stock', 'reserve-stock', 'process-payment', 'undo-reserve-stock'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepFailed', 'SagaCompensated'],
  },
  'nobody knows whether it is paid: it is paid back, then the stock is released': {
    given: { 'process-payment': unknown },
    then: [...RESERVED, 'PAYMENT_FAILED', ...ALL_BACK],
    error: 'NO_ANSWER',
    asked: [
      'verify-stock',
      'reserve-stock',
      ...Array<string>(10).fill('process-payment'),
      'undo-process-payment',
      'undo-reserve-stock',
    ],
    events: [
      'SagaStarted',
      'SagaStepCompleted',
      'SagaStepCompleted',
      'SagaStepFailed',
      'SagaStepUndone',
      'SagaCompensated',
    ],
  },
  'the confirmation is refused, as when the hold is lost: all is taken back': {
    given: { 'confirm-order': no('HOLD_LOST') },
    then: [...PAID, 'ORDER_CONFIRMATION_FAILED', ...ALL_BACK],
    error: 'HOLD_LOST',
    asked: [
      'verify-stock',
      'reserve-stock',
      'process-payment',
      'confirm-order',
      'undo-process-payment',
      'undo-reserve-stock',
    ],
    events: [
      'SagaStarted',
      'SagaStepCompleted',
      'SagaStepCompleted',
      'SagaStepCompleted',
      'SagaStepFailed',
      'SagaStepUndone',
      'SagaCompensated',
    ],
  },
  'a step answers at the third try: sold': {
    given: { 'process-payment': [unknown, unknown, DONE] },
    then: [...PAID, 'SALE_CONFIRMED'],
    error: null,
    asked: ['verify-stock', 'reserve-stock', 'process-payment', 'process-payment', 'process-payment', 'confirm-order'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaCompleted'],
  },
  'the first step does not answer at once: its start is told': {
    given: { 'verify-stock': [unknown, DONE] },
    then: [...PAID, 'SALE_CONFIRMED'],
    error: null,
    asked: ['verify-stock', 'verify-stock', 'reserve-stock', 'process-payment', 'confirm-order'],
    events: [
      'SagaStarted',
      'SagaStepStarted',
      'SagaStepCompleted',
      'SagaStepCompleted',
      'SagaStepCompleted',
      'SagaCompleted',
    ],
  },
  'an undo answers at the second try: taken back': {
    given: { 'process-payment': no('CARD_DECLINED'), 'undo-reserve-stock': [unknown, DONE] },
    then: [...RESERVED, 'PAYMENT_FAILED', ...STOCK_BACK],
    error: 'CARD_DECLINED',
    asked: ['verify-stock', 'reserve-stock', 'process-payment', 'undo-reserve-stock', 'undo-reserve-stock'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepFailed', 'SagaCompensated'],
  },
};

describe('given what the steps answer', () => {
  it.each(Object.entries(ROADS))('when %s', (_name, { given, then, error, asked, events }) => {
    const saga = walk(given);
    expect(saga.states).toEqual(then);
    expect(saga.asked).toEqual(asked);
    expect(saga.events.map(({ type }) => type)).toEqual(events);
    expect(saga).toMatchObject({
      ended: true,
      parked: null,
      row: { version: then.length, streamVersion: events.length, error },
    });
    expect(saga.fold).toMatchObject({
      state: then.at(-1),
      version: then.length,
      error,
      parked: false,
      completedAt: saga.fold.updatedAt,
    });
  });
});
