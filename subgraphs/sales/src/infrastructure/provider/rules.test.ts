import { describe, expect, it } from '@jest/globals';
import { captureAnswer, lookupAnswer, nextCharge, payBack, refundAnswer, type Charge } from './rules.ts';

const charge = (state: Charge['state'], rest: Partial<Charge> = {}): Charge => ({
  ...{
    key: 'a',
    amountMinor: 100,
    attempts: 1,
    declineCode: state === 'DECLINED' ? 'CARD_DECLINED' : null,
    due: false,
    refundedMinor: state === 'REFUNDED' ? 100 : 0,
  },
  state,
  ...rest,
});

describe('a charge that is known', () => {
  it.each([
    ['CAPTURED', 'capture', 'CAPTURED', 0],
    ['CAPTURED', 'lookup', 'CAPTURED', 0],
    ['CAPTURED', 'refund', 'REFUNDED', 100],
    ['DECLINED', 'capture', 'DECLINED', 0],
    ['DECLINED', 'refund', 'DECLINED', 0],
    ['OPEN', 'capture', 'OPEN', 0],
    ['OPEN', 'refund', 'BARRED', 0],
    ['FAILED', 'lookup', 'FAILED', 0],
    ['FAILED', 'refund', 'BARRED', 0],
    ['BARRED', 'capture', 'BARRED', 0],
    ['REFUNDED', 'capture', 'REFUNDED', 0],
    ['REFUNDED', 'refund', 'REFUNDED', 0],
  ] as const)('as %s, asked to %s, is %s and gives %i back', (before, ask, after, givesBackMinor) => {
    const next = nextCharge(charge(before), ask);
    expect(next).toMatchObject({ charge: { state: after }, takesMinor: 0, givesBackMinor });
  });

  it('whose time has come was captured meanwhile, whoever asks', () => {
    const due = charge('OPEN', { due: true });
    expect(nextCharge(due, 'lookup')).toMatchObject({
      charge: { state: 'CAPTURED' },
      takesMinor: 100,
      givesBackMinor: 0,
    });
    expect(nextCharge(due, 'refund')).toMatchObject({
      ...{ charge: { state: 'REFUNDED' }, takesMinor: 100, givesBackMinor: 100 },
    });
  });

  it('of which a part went back gives back the rest when it is undone, and tells all that went back', () => {
    const next = nextCharge(charge('CAPTURED', { refundedMinor: 30 }), 'refund');
    expect(next).toMatchObject({ charge: { state: 'REFUNDED', refundedMinor: 100 }, givesBackMinor: 70 });
    expect(refundAnswer(next.charge)).toEqual({ outcome: 'refunded', amountMinor: 100 });
  });

  it('that fails is taken at the third try', () => {
    const second = nextCharge(charge('FAILED'), 'capture');
    expect(second).toMatchObject({ charge: { state: 'FAILED', attempts: 2 }, takesMinor: 0 });
    expect(nextCharge(second.charge, 'capture')).toMatchObject({
      charge: { state: 'CAPTURED', attempts: 3 },
      takesMinor: 100,
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

describe('a part that is to go back', () => {
  const request = { key: 'r', paymentKey: 'a', method: 'CARD', amountMinor: 40, currency: 'CAD' } as const;
  const known = { key: 'r', paymentKey: 'a', amountMinor: 40 };
  const paid = { outcome: 'refunded', amountMinor: 40 };

  it('goes back once by its key', () => {
    expect(payBack(charge('CAPTURED'), request, undefined)).toEqual({ givesBackMinor: 40, answer: paid });
    expect(payBack(charge('CAPTURED', { refundedMinor: 100 }), request, known)).toEqual({
      ...{ givesBackMinor: 0, answer: paid },
    });
  });

  it.each([
    ['of a payment that nobody asked for', undefined, undefined, 'NOT_CAPTURED'],
    ['of a payment that was declined', charge('DECLINED'), undefined, 'NOT_CAPTURED'],
    ['of a payment that is on its way', charge('OPEN'), undefined, 'NOT_CAPTURED'],
    ['that is more than is left', charge('CAPTURED', { refundedMinor: 61 }), undefined, 'MORE_THAN_CAPTURED'],
    ['of a payment that was undone', charge('REFUNDED'), undefined, 'MORE_THAN_CAPTURED'],
    ['whose key stands for another amount', charge('CAPTURED'), { ...known, amountMinor: 41 }, 'KEY_IN_USE'],
    ['whose key stands for another payment', charge('CAPTURED'), { ...known, paymentKey: 'b' }, 'KEY_IN_USE'],
  ])('%s does not', (_, of, before, code) => {
    expect(payBack(of, request, before)).toMatchObject({ givesBackMinor: 0, answer: { outcome: 'failed', code } });
  });
});
