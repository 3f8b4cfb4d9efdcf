import { describe, expect, it } from '@jest/globals';
import type { SagaState, SagaStepState } from '../../__generated__/operations.ts';
import { toldOf, toldToStaff, writeEntry, type DiaryEntry } from './diary.ts';
import { canCancel, isFinal, STATE_WORDS, stateWords } from './saga-words.ts';
import { stepViews } from './stepper.ts';

const step = (
  name: string,
  state: SagaStepState,
  rest: { attempts?: number; undoAttempts?: number; durationMs?: number; errorMessage?: string } = {},
) => ({
  __typename: 'SagaStep' as const,
  name,
  state,
  attempts: rest.attempts ?? (state === 'WAITING' ? 0 : 1),
  undoAttempts: rest.undoAttempts ?? 0,
  durationMs: rest.durationMs ?? null,
  error: null,
  errorMessage: rest.errorMessage ?? null,
});

describe('the stepper of an order', () => {
  it('tells a declined card and what is taken back, in words', () => {
    const views = stepViews({
      state: 'COMPENSATING_STOCK',
      steps: [
        step('verify-stock', 'DONE', { durationMs: 12 }),
        step('reserve-stock', 'UNDOING', { durationMs: 1_240, undoAttempts: 2 }),
        step('process-payment', 'FAILED', { attempts: 3, durationMs: 640, errorMessage: 'The card was declined.' }),
        step('confirm-order', 'WAITING'),
      ],
    });
    expect(views.map(({ words, detail }) => [words, detail])).toEqual([
      ['Everything is there', '12 ms'],
      ['Putting back on the shelf…', '1.2 s, 2 tries to take it back'],
      ['Not paid: The card was declined.', '640 ms, 3 tries'],
      ['Not done', null],
    ]);
  });

  it('has words for steps that it has never heard of', () => {
    expect(stepViews({ state: 'INITIATED', steps: [step('wrap-gift', 'RUNNING')] })[0]).toMatchObject({
      title: 'Wrap gift',
      words: 'Working…',
    });
  });

  it('knows the steps of refunds and settlements', () => {
    expect(stepViews({ state: 'PAYMENT_REFUNDED', steps: [step('refund-payment', 'DONE')] })[0]).toMatchObject({
      title: 'Give the money back',
      words: 'Money given back',
    });
  });

  it('gives each state a sentence of its own', () => {
    const sentences = Object.values(STATE_WORDS).map(({ sentence }) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*[.!]$/);
    expect(stateWords('TELEPORTING' as SagaState).phase).toBe('working');
  });

  it('ends where the contract says that a sale or a refund ends', () => {
    const ends = (Object.keys(STATE_WORDS) as SagaState[]).filter(isFinal);
    expect(ends).toEqual(expect.arrayContaining(['SALE_CONFIRMED', 'REFUND_COMPLETED', 'COMPENSATED', 'FAILED']));
    expect(isFinal('COMPENSATING_STOCK')).toBe(false);
  });

  it('offers to cancel until the order is being made final, and once', () => {
    const saga = (state: SagaState, rest = {}) => ({ state, cancelRequested: false, ...rest });
    for (const state of [
      'INITIATED',
      'STOCK_VERIFYING',
      'STOCK_RESERVED',
      'PAYMENT_PROCESSING',
      'PAYMENT_PROCESSED',
    ] as const)
      expect(canCancel(saga(state))).toBe(true);
    for (const state of [
      'ORDER_CONFIRMING',
      'SALE_CONFIRMED',
      'PAYMENT_FAILED',
      'PAYMENT_REFUNDING',
      'STOCK_RESTORED',
      'COMPENSATING_STOCK',
      'COMPENSATED',
      'FAILED',
    ] as const)
      expect(canCancel(saga(state))).toBe(false);
    expect(canCancel(saga('PAYMENT_PROCESSING', { cancelRequested: true }))).toBe(false);
  });
});

describe('the diary of an order', () => {
  const entry = (version: number, state: SagaState): DiaryEntry => ({ version, state, at: '2026-11-25T01:00:00Z' });

  it('stands in order and says nothing twice, however a stream was resumed', () => {
    const entries = [
      entry(1, 'INITIATED'),
      entry(3, 'STOCK_VERIFIED'),
      entry(2, 'STOCK_VERIFYING'),
      entry(3, 'STOCK_VERIFIED'),
    ];
    const diary = entries.reduce(writeEntry, [] as readonly DiaryEntry[]);
    expect(diary.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(writeEntry(diary, entry(2, 'STOCK_VERIFYING'))).toBe(diary);
  });

  it('tells those who look after it what it stands at, not what they have bought', () => {
    const saga = { state: 'COMPENSATING_PAYMENT', type: 'SALE', errorMessage: 'The hold was lost.' } as const;
    expect(toldToStaff({ ...saga, parked: true })).toBe(
      'Compensating payment. It waits for a person. The hold was lost.',
    );
    expect(toldToStaff({ ...saga, state: 'SALE_CONFIRMED', parked: false, errorMessage: null })).toBe(
      'Sale confirmed.',
    );
  });

  it('gives the reason where an order ended badly, and asks for patience where a person must look', () => {
    const declined = { type: 'SALE', parked: false, errorMessage: 'The card was declined.' } as const;
    expect(toldOf({ ...declined, state: 'COMPENSATED' })).toMatch(/^The card was declined\. The order was not made\./);
    expect(toldOf({ ...declined, state: 'COMPENSATING_STOCK' })).toBe('We are putting your things back on the shelf.');
    expect(toldOf({ ...declined, state: 'COMPENSATING_PAYMENT', parked: true })).toMatch(
      /Somebody at the shop looks at it/,
    );
    expect(toldOf({ state: 'FAILED', type: 'REFUND', parked: false, errorMessage: null })).toBe(
      'The refund was not paid. What it was for may be asked for again.',
    );
  });
});
