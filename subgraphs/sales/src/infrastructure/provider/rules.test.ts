import { describe, expect, it } from '@jest/globals';
import { captureAnswer, lookupAnswer, nextCharge, refundAnswer, type Charge } from './rules.ts';

const charge = (state: Charge['state'], rest: Partial<Charge> = {}): Charge => ({
  ...{
    key: 'a',
    amountMinor: 100,
    attempts: 1,
    declineCode: state === 'DECLINED' ? 'CARD_DECLINED' : null,
    due: false,
  },
  state,
  ...rest,
});

describe('a charge that is known', () => {
  it.each([
    ['CAPTURED', 'capture', 'CAPTURED', []],
    ['CAPTURED', 'lookup', 'CAPTURED', []],
    ['CAPTURED', 'refund', 'REFUNDED', ['REFUND']],
    ['DECLINED', 'capture', 'DECLINED', []],
    ['DECLINED', 'refund', 'DECLINED', []],
    ['OPEN', 'capture', 'OPEN', []],
    ['OPEN', 'refund', 'BARRED', []],
    ['FAILED', 'lookup', 'FAILED', []],
    ['FAILED', 'refund', 'BARRED', []],
    ['BARRED', 'capture', 'BARRED', []],
    ['REFUNDED', 'capture', 'REFUNDED', []],
    ['REFUNDED', 'refund', 'REFUNDED', []],
  ] as const)('as %s, asked to %s, is %s and moves %j', (before, ask, after, entries) => {
    const next = nextCharge(charge(before), ask);
    expect([next.charge.state, next.entries]).toEqual([after, entries]);
  });

  it('whose time has come was captured meanwhile, whoever asks', () => {
    const due = charge('OPEN', { due: true });
    expect(nextCharge(due, 'lookup')).toMatchObject({ charge: { state: 'CAPTURED' }, entries: ['CAPTURE'] });
    expect(nextCharge(due, 'refund')).toMatchObject({ charge: { state: 'REFUNDED' }, entries: ['CAPTURE', 'REFUND'] });
  });

  it('that fails is taken at the third try', () => {
    const second = nextCharge(charge('FAILED'), 'capture');
    expect(second).toMatchObject({ charge: { state: 'FAILED', attempts: 2 }, entries: [] });
    expect(nextCharge(second.charge, 'capture')).toMatchObject({
      charge: { state: 'CAPTURED', attempts: 3 },
      entries: ['CAPTURE'],
    });
  });
});

it('says no to a payment that was given up, unknown to one that may be tried again, and pays back what was taken', () => {
  expect(captureAnswer(charge('BARRED'))).toMatchObject({ outcome: 'declined', code: 'CHARGE_BARRED' });
  expect(captureAnswer(charge('REFUNDED'))).toMatchObject({ outcome: 'declined', code: 'CHARGE_BARRED' });
  expect(lookupAnswer(charge('FAILED'))).toEqual({ outcome: 'unknown' });
  expect(lookupAnswer(charge('OPEN'))).toMatchObject({ outcome: 'pending' });
  expect([charge('REFUNDED'), charge('BARRED'), charge('DECLINED')].map(refundAnswer)).toMatchObject([
    { amountMinor: 100 },
    { amountMinor: 0 },
    { amountMinor: 0 },
  ]);
});
