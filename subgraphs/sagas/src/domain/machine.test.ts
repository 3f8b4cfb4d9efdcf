import { describe, expect, it } from '@jest/globals';
import { sampleSale } from '../../test/sample-sale.ts';
import { ALL_BACK, PAID, RESERVED, STOCK_BACK, VERIFIED } from '../../test/sale-states.ts';
import { DONE, halfDone, no, pending, unknown, walk, type Given } from '../../test/walk.ts';
import { transitionsOf } from './diagram.ts';
import { actionAt, decide } from './machine.ts';
import type { Answer } from './move.ts';

describe('given a payment that stays pending', () => {
  it('gives up after its 10 seconds, less than a hold lives, and pays back', () => {
    const saga = walk({ 'process-payment': pending(250) });
    expect(saga.states.slice(-4)).toEqual(['PAYMENT_FAILED', ...ALL_BACK]);
    expect(saga.tookMs).toBeGreaterThanOrEqual(10_000);
    expect(saga.tookMs).toBeLessThan(10_500);
  });

  it('goes on when it answers in between, and asks ever more seldom', () => {
    const saga = walk({ 'process-payment': [...Array(5).fill(pending(250)), DONE] });
    expect(saga.states.at(-1)).toBe('SALE_CONFIRMED');
    // 250 + 500 + 750 + 1,000 + 1,000 and the tries themselves.
    expect(saga.tookMs).toBeGreaterThanOrEqual(3_500);
    expect(saga.tookMs).toBeLessThan(3_600);
  });
});

describe('given a pivot that nobody answers for', () => {
  it('asks again until the deadline of the saga, then waits for a person with everything held', () => {
    const saga = walk({ 'confirm-order': unknown }, { takesMs: 100 });
    expect(saga.states).toEqual(PAID);
    expect(saga).toMatchObject({
      ended: false,
      row: { state: 'ORDER_CONFIRMING' },
      fold: { parked: true, parkedReason: saga.parked },
    });
    expect(saga.parked).toMatch(/^do of confirm-order failed \d+ times: It gave no answer\.$/);
    expect(saga.events.at(-1)?.type).toBe('SagaParked');
    expect(saga.tookMs).toBeGreaterThanOrEqual(60_000);
    expect(saga.tookMs).toBeLessThan(65_000);
  });

  it.each(['confirm-order', 'undo-process-payment', 'abandon'])('says nothing of the fault behind %s', (step) => {
    const fault: Answer = { outcome: 'unknown', message: 'connect ECONNREFUSED 10.0.0.7:5432' };
    const before: Given = step === 'abandon' ? { 'verify-stock': no() } : { 'confirm-order': no() };
    const saga = walk({ ...before, [step]: fault });
    expect(saga.parked).toContain('It gave no answer.');
    expect(JSON.stringify([saga.events, saga.row])).not.toContain('ECONNREFUSED');
  });

  it('is sold when a person lets it go on and the answer comes', () => {
    const saga = walk({ 'confirm-order': unknown }, { resumedWith: {} });
    expect(saga.states).toEqual([...PAID, 'SALE_CONFIRMED']);
    expect(saga.events.map(({ type }) => type).slice(-3)).toEqual(['SagaParked', 'SagaResumed', 'SagaCompleted']);
    expect(saga.fold).toMatchObject({ parked: false, parkedReason: null, error: null });
  });

  it('never turns round once the goods are sold, however long the sale cannot be written', () => {
    const saga = walk({ 'confirm-order': halfDone }, { takesMs: 1_000 });
    expect(saga).toMatchObject({ ended: false, states: PAID });
    expect(saga.tookMs).toBeGreaterThanOrEqual(600_000);
    expect(walk({ 'confirm-order': [halfDone, halfDone, DONE] }).states.at(-1)).toBe('SALE_CONFIRMED');
  });
});

describe('given an undo that fails', () => {
  const failing: Given = { 'confirm-order': no('SIMULATED'), 'undo-process-payment': no('REFUND_FAILED') };

  it('asks three times, then waits for a person in COMPENSATING_PAYMENT', () => {
    const saga = walk(failing);
    expect(saga.states).toEqual([...PAID, 'ORDER_CONFIRMATION_FAILED', 'COMPENSATING_PAYMENT']);
    expect(saga.asked.filter((name) => name === 'undo-process-payment')).toHaveLength(3);
    expect(saga).toMatchObject({
      ended: false,
      parked: 'undo of process-payment failed 3 times: Refused with REFUND_FAILED.',
    });
    expect(saga.fold).toMatchObject({ parked: true, error: 'SIMULATED' });
    expect(saga.fold.steps[2]).toMatchObject({ name: 'process-payment', state: 'UNDOING' });
  });

  it('asks more often when nobody knows', () => {
    const saga = walk({ ...failing, 'undo-process-payment': unknown });
    expect(saga.asked.filter((name) => name === 'undo-process-payment')).toHaveLength(20);
    expect(saga.parked).not.toBeNull();
  });

  it('goes on to the end when a person lets it', () => {
    const saga = walk(failing, { resumedWith: {} });
    expect(saga.states).toEqual([...PAID, 'ORDER_CONFIRMATION_FAILED', ...ALL_BACK]);
    expect(saga.fold).toMatchObject({ parked: false, error: 'SIMULATED', state: 'COMPENSATED' });
    expect(saga.fold.steps.map(({ state }) => state)).toEqual(['DONE', 'UNDONE', 'UNDONE', 'FAILED']);
  });

  it('waits for a person as well when the sale cannot be cancelled', () => {
    const saga = walk({ 'verify-stock': no(), abandon: unknown });
    expect(saga).toMatchObject({ ended: false, row: { state: 'STOCK_VERIFICATION_FAILED' } });
    expect(saga.parked).toMatch(/^giving up failed 20 times/);
  });
});

describe('given a wish to stop', () => {
  const stops: [string, string[], string[]][] = [
    ['INITIATED', ['INITIATED', 'FAILED'], ['abandon']],
    ['STOCK_VERIFYING', ['INITIATED', 'STOCK_VERIFYING', 'FAILED'], ['verify-stock', 'abandon']],
    ['STOCK_RESERVING', [...VERIFIED, ...STOCK_BACK], ['verify-stock', 'undo-reserve-stock']],
    [
      'PAYMENT_PROCESSING',
      [...RESERVED, ...ALL_BACK],
      ['verify-stock', 'reserve-stock', 'undo-process-payment', 'undo-reserve-stock'],
    ],
  ];
  it.each(stops)('when it is in %s', (cancelIn, states, asked) => {
    const saga = walk({ 'verify-stock': cancelIn === 'STOCK_VERIFYING' ? unknown : DONE }, { cancelIn });
    expect(saga.states).toEqual(states);
    expect(saga.asked).toEqual(asked);
    expect(saga.fold).toMatchObject({
      cancelRequested: true,
      error: 'CANCELLED',
      errorMessage: 'Cancelled on request.',
    });
  });

  it('is taken before the pivot only', () => {
    expect(sampleSale.cancellableStates).toEqual([
      'INITIATED',
      'STOCK_VERIFYING',
      'STOCK_RESERVING',
      'PAYMENT_PROCESSING',
    ]);
  });

  it('changes nothing once the order is being confirmed, should it slip in', () => {
    expect(walk({}, { cancelIn: 'ORDER_CONFIRMING' }).states).toEqual([...PAID, 'SALE_CONFIRMED']);
  });
});

describe('given that the pivot is not reached in time', () => {
  it('turns round from where it is, with what is perhaps held taken back', () => {
    const slow = walk({ 'verify-stock': [...Array(3).fill(pending(4_000)), DONE] }, { takesMs: 9_000 });
    expect(slow.states).toEqual(['INITIATED', 'STOCK_VERIFYING', 'STOCK_VERIFICATION_FAILED', 'FAILED']);
    const later = walk({}, { takesMs: 31_000 });
    expect(later.states).toEqual([...RESERVED, 'PAYMENT_FAILED', ...ALL_BACK]);
    expect(later.fold.error).toBe('TIMED_OUT');
    expect(later.asked).not.toContain('process-payment');
  });
});

describe('the machine', () => {
  it('makes the changes of the diagram and no others', () => {
    const answers = [DONE, no(), unknown, pending(), halfDone];
    const steps = ['verify-stock', 'reserve-stock', 'process-payment', 'confirm-order'];
    const roads = steps.flatMap((step) => answers.map((answer): Given => ({ [step]: answer })));
    const stopped = [...sampleSale.actions.keys()].map((cancelIn) =>
      walk({ 'verify-stock': [unknown, DONE] }, { cancelIn }),
    );
    const seen = new Set(
      [...roads.map((given) => walk(given)), ...stopped].flatMap(({ states }) =>
        states.slice(1).map((to, i) => `${states[i]} ${to}`),
      ),
    );
    const drawn = transitionsOf(sampleSale).map(({ from, to }) => `${from} ${to}`);
    expect([...seen].filter((change) => !drawn.includes(change))).toEqual([]);
    expect(drawn.filter((change) => !seen.has(change))).toEqual([]);
  });

  it('has something in hand in every state it rests in, and nothing at the end', () => {
    for (const state of sampleSale.finalStates) expect(actionAt(sampleSale, state)).toBeNull();
    expect(() => actionAt(sampleSale, 'NO_SUCH_STATE')).toThrow(/cannot rest in the state NO_SUCH_STATE/);
  });

  it('spreads retries by a fifth either way', () => {
    const progress = {
      ...{ state: 'PAYMENT_PROCESSING', version: 6, attempts: 3, stepMs: 500, sagaMs: 900 },
      cancelRequested: false,
      error: null,
      errorMessage: null,
    };
    const wait = (random: number) =>
      decide(sampleSale, progress, { kind: 'do', step: 2 }, unknown, () => random).waitMs;
    expect([wait(0), wait(0.5), wait(1)]).toEqual([320, 400, 480]);
  });
});
