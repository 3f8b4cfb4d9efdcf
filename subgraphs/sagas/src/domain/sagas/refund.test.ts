import { describe, expect, it } from '@jest/globals';
import { DONE, halfDone, no, pending, unknown, walk, type Given } from '../../../test/walk.ts';
import { transitionsOf } from '../diagram.ts';
import type { Answer } from '../move.ts';
import { describedRefund as saga } from './refund.ts';

const VALIDATED = ['INITIATED', 'REFUND_VALIDATING', 'REFUND_VALIDATED', 'PAYMENT_REFUNDING'];
const PAID = [...VALIDATED, 'PAYMENT_REFUNDED', 'STOCK_RESTORING'];
const RESTORED = [...PAID, 'STOCK_RESTORED', 'REFUND_COMPLETING'];
const REFUNDED = [...RESTORED, 'REFUND_COMPLETED'];
const STEPS = ['validate-refund', 'refund-payment', 'restock', 'complete-refund'];

type Road = { given: Given; then: string[]; error: string | null; asked: string[]; events: string[] };

const ROADS: Record<string, Road> = {
  'all answer done: refunded': {
    given: {},
    then: REFUNDED,
    error: null,
    asked: STEPS,
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaCompleted'],
  },
  'the refund is no longer approved: failed, nothing was paid': {
    given: { 'validate-refund': no('REFUND_NOT_APPROVED') },
    then: ['INITIATED', 'REFUND_VALIDATING', 'REFUND_VALIDATION_FAILED', 'FAILED'],
    error: 'REFUND_NOT_APPROVED',
    asked: ['validate-refund', 'abandon'],
    events: ['SagaStarted', 'SagaStepFailed', 'SagaFailed'],
  },
  'nobody answers for minutes whether it may be paid: refunded once somebody does': {
    given: { 'validate-refund': [...Array<Answer>(80).fill(unknown), DONE] },
    then: REFUNDED,
    error: null,
    asked: [...Array<string>(80).fill('validate-refund'), ...STEPS],
    events: ['SagaStarted', 'SagaStepStarted', ...Array<string>(3).fill('SagaStepCompleted'), 'SagaCompleted'],
  },
  'the provider refuses to pay back: failed': {
    given: { 'refund-payment': no('REFUND_FAILED') },
    then: [...VALIDATED, 'PAYMENT_REFUND_FAILED', 'FAILED'],
    error: 'REFUND_FAILED',
    asked: ['validate-refund', 'refund-payment', 'abandon'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepFailed', 'SagaFailed'],
  },
  'the provider takes its time: refunded': {
    given: { 'refund-payment': [pending(), unknown, pending(), DONE] },
    then: REFUNDED,
    error: null,
    asked: ['validate-refund', ...Array<string>(4).fill('refund-payment'), 'restock', 'complete-refund'],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaCompleted'],
  },
  'the shelf says no once the money is back: it is asked until it says yes': {
    given: { restock: [no(), unknown, no(), DONE], 'complete-refund': [unknown, DONE] },
    then: REFUNDED,
    error: null,
    asked: [
      'validate-refund',
      'refund-payment',
      ...Array<string>(4).fill('restock'),
      ...Array<string>(2).fill('complete-refund'),
    ],
    events: ['SagaStarted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaStepCompleted', 'SagaCompleted'],
  },
};

describe('a refund', () => {
  it.each(Object.entries(ROADS))('when %s', (_name, { given, then, error, asked, events }) => {
    const refund = walk(given, { saga });
    expect(refund.states).toEqual(then);
    expect(refund.asked).toEqual(asked);
    expect(refund.events.map(({ type }) => type)).toEqual(events);
    expect(refund).toMatchObject({ ended: true, parked: null, row: { version: then.length, error } });
    expect(refund.fold).toMatchObject({ state: then.at(-1), version: then.length, error, parked: false });
  });

  it('whose payment nobody answers for waits for a person after a minute, and is never given up', () => {
    const refund = walk({ 'refund-payment': unknown }, { saga, takesMs: 100 });
    expect(refund).toMatchObject({ ended: false, states: VALIDATED });
    expect(refund.parked).toMatch(/^do of refund-payment failed \d+ times/);
    expect(refund.tookMs).toBeGreaterThanOrEqual(60_000);
    expect(refund.tookMs).toBeLessThan(65_000);
    expect(walk({ 'refund-payment': unknown }, { saga, resumedWith: {} }).states).toEqual(REFUNDED);
  });

  it.each(['restock', 'complete-refund'])('whose %s fails for ten minutes waits for a person', (step) => {
    for (const answer of [no(), unknown, pending()]) {
      const refund = walk({ [step]: answer }, { saga });
      expect(refund).toMatchObject({ ended: false, states: step === 'restock' ? PAID : RESTORED });
      expect(refund.tookMs).toBeGreaterThanOrEqual(600_000);
      expect(walk({ [step]: answer }, { saga, resumedWith: {} }).states).toEqual(REFUNDED);
    }
  });

  it('is stopped before it is paid, and not once it is being paid', () => {
    expect(saga.cancellableStates).toEqual(['INITIATED', 'REFUND_VALIDATING']);
    const stopped = walk({ 'validate-refund': unknown }, { saga, cancelIn: 'REFUND_VALIDATING' });
    expect(stopped.states).toEqual(['INITIATED', 'REFUND_VALIDATING', 'FAILED']);
    expect(stopped.fold).toMatchObject({ error: 'CANCELLED', cancelRequested: true });
    expect(walk({}, { saga, cancelIn: 'INITIATED' }).states).toEqual(['INITIATED', 'FAILED']);
    expect(walk({}, { saga, cancelIn: 'PAYMENT_REFUNDING' }).states).toEqual(REFUNDED);
  });

  it('is not given up while sales do not answer: after ten minutes it waits for a person, approved as it is', () => {
    const fault: Answer = { outcome: 'unknown', message: 'connect ECONNREFUSED 127.0.0.1:5432' };
    const away: Answer[] = [fault, pending()];
    for (const answer of away) {
      const refund = walk({ 'validate-refund': answer }, { saga });
      expect(refund).toMatchObject({ ended: false, states: ['INITIATED', 'REFUND_VALIDATING'], row: { error: null } });
      expect(refund.tookMs).toBeGreaterThanOrEqual(600_000);
      expect(refund.asked).not.toContain('abandon');
      expect(walk({ 'validate-refund': answer }, { saga, resumedWith: {} }).states).toEqual(REFUNDED);
    }
    const long = walk({ 'validate-refund': [...Array<Answer>(80).fill(fault), DONE] }, { saga });
    expect(long.tookMs).toBeGreaterThan(5 * 60_000);
    expect(long).toMatchObject({ ended: true, fold: { state: 'REFUND_COMPLETED' } });
    const { parked } = walk({ 'validate-refund': fault }, { saga });
    expect(parked).toMatch(/^do of validate-refund failed \d+ times: It gave no answer\.$/);
  });

  it('makes the changes of its diagram and no others', () => {
    const answers = [DONE, no(), unknown, pending(), halfDone];
    const roads = STEPS.flatMap((step) => answers.map((answer): Given => ({ [step]: answer })));
    const stopped = [...saga.actions.keys()].map((cancelIn) =>
      walk({ 'validate-refund': [unknown, DONE] }, { saga, cancelIn }),
    );
    const walks = [...roads.map((given) => walk(given, { saga })), ...stopped];
    const seen = new Set(walks.flatMap(({ states }) => states.slice(1).map((to, i) => `${states[i]} ${to}`)));
    const drawn = transitionsOf(saga).map(({ from, to }) => `${from} ${to}`);
    expect([...seen].filter((change) => !drawn.includes(change))).toEqual([]);
    expect(drawn.filter((change) => !seen.has(change))).toEqual([]);
  });
});
