import { describe, expect, it } from '@jest/globals';
import type { SetStep } from '@comptoir/contracts';
import { z } from 'zod';
import { sampleSale } from '../../test/sample-sale.ts';
import { walk } from '../../test/walk.ts';
import { effectsOf } from './effects.ts';
import { defineSaga, type Saga, type SagaStep } from './saga.ts';
import { mermaidOf } from './diagram.ts';

const yes: SetStep<object> = async (calls) => new Map(calls.map(({ sagaId }) => [sagaId, { outcome: 'done' }]));
const retry = { firstMs: 10, factor: 2, capMs: 100, attempts: 3 };
const step = (name: string, more: Partial<SagaStep<object>> = {}): SagaStep<object> => ({
  ...{
    name,
    states: { running: `${name}_RUNNING`, done: `${name}_DONE`, failed: `${name}_FAILED` },
    do: yes,
    undo: null,
    deadlineMs: 1_000,
    retry,
  },
  ...more,
});
const sagaOf = (steps: SagaStep<object>[], pivot: string): Saga<object> => ({
  ...{ type: 'TEST', version: 1, input: z.object({}), steps, pivot },
  states: { initial: 'BEGUN', failed: 'FAILED', ...(steps.some(({ undo }) => undo) && { compensated: 'UNDONE' }) },
  ...{ pivotDeadlineMs: 5_000, abandon: [], undoRetry: retry },
});

describe('a definition', () => {
  it('is refused when it makes no sense, with saga and step named', () => {
    const faults: [Saga<object>, RegExp][] = [
      [sagaOf([step('A')], 'B'), /TEST@1: its pivot "B" is not one of its steps A/],
      [sagaOf([step('A'), step('A')], 'A'), /two steps share a name/],
      [sagaOf([step('A', { states: { running: 'R', done: 'D' } })], 'A'), /"A" may be refused/],
      [
        sagaOf([step('A', { undo: yes, states: { running: 'R', done: 'D', failed: 'F', undoing: 'U' } })], 'A'),
        /"A" is not before the pivot/,
      ],
      [sagaOf([step('A', { undo: yes }), step('B')], 'B'), /"A" needs both `undo` and the state `undoing`/],
      [sagaOf([step('A', { deadlineMs: 0 })], 'A'), /"A" would never be tried/],
      [
        sagaOf([step('A', { states: { running: 'BEGUN', done: 'D', failed: 'F' } })], 'A'),
        /the state BEGUN stands for two things/,
      ],
      [sagaOf([step('A', { mustAnswer: true })], 'A'), /"A" is not before the pivot: `mustAnswer` says nothing/],
      [sagaOf([step('A', { mustAnswer: true }), step('B'), step('C')], 'C'), /"B" comes behind "A".* `mustAnswer` too/],
      [
        { ...sagaOf([step('A')], 'A'), states: { initial: 'BEGUN', failed: 'FAILED', compensated: 'UNDONE' } },
        /both a step with `undo` and the state `compensated`, or neither/,
      ],
    ];
    for (const [saga, message] of faults) expect(() => defineSaga(saga)).toThrow(message);
  });

  it('whose first step is its pivot cannot be stopped, and says so', () => {
    const saga = defineSaga(sagaOf([step('pay')], 'pay'));
    expect(saga.cancellableStates).toEqual([]);
    expect(walk({}, { saga, cancelIn: 'BEGUN' }).states).toEqual(['BEGUN', 'pay_RUNNING', 'pay_DONE']);
    expect(mermaidOf(saga)).not.toContain('BEGUN --> FAILED');
  });

  it('may go on behind its pivot, where nothing is refused any more', () => {
    const held = step('hold', {
      undo: yes,
      states: { running: 'HOLDING', done: 'HELD', failed: 'HOLD_FAILED', undoing: 'LETTING_GO' },
    });
    const saga = defineSaga(
      sagaOf([held, step('pay'), step('send', { states: { running: 'SENDING', done: 'SENT' } })], 'pay'),
    );
    expect(walk({}, { saga }).states).toEqual([
      'BEGUN',
      'HOLDING',
      'HELD',
      'pay_RUNNING',
      'pay_DONE',
      'SENDING',
      'SENT',
    ]);
    const stubborn = walk({ send: { outcome: 'refused', code: 'NO', message: 'No.' } }, { saga });
    expect(stubborn).toMatchObject({ ended: false, row: { state: 'SENDING' } });
    expect(stubborn.asked.filter((name) => name.startsWith('undo'))).toEqual([]);
  });
});

describe('the calls of an action', () => {
  const names = (action: Parameters<typeof effectsOf>[1]) =>
    effectsOf(sampleSale, action).map(({ decides }) => decides);
  it('prepare, decide and follow in that order', () => {
    expect(names({ kind: 'do', step: 0 })).toEqual([false, true]);
    expect(names({ kind: 'do', step: 3 })).toEqual([true, false]);
  });
  it('cancel the sale with the last undo only', () => {
    expect(names({ kind: 'undo', step: 2 })).toEqual([true]);
    expect(names({ kind: 'undo', step: 1 })).toEqual([true, false, false]);
    expect(names({ kind: 'abandon' })).toEqual([false, false]);
  });
  it('do not exist for what holds nothing', () => {
    expect(() => effectsOf(sampleSale, { kind: 'undo', step: 0 })).toThrow(/holds nothing/);
    expect(() => effectsOf(sampleSale, { kind: 'do', step: 9 })).toThrow(/no step 9/);
  });
});

it('is drawn as it is', () => {
  const drawn = mermaidOf(sampleSale);
  for (const line of [
    'stateDiagram-v2',
    '[*] --> INITIATED',
    'PAYMENT_FAILED --> COMPENSATING_PAYMENT',
    'ORDER_CONFIRMING --> SALE_CONFIRMED',
    'COMPENSATED --> [*]',
  ])
    expect(drawn).toContain(line);
});
