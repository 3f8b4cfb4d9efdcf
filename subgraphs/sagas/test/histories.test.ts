import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { SetStep } from '@comptoir/contracts';
import { transitionsOf } from '../src/domain/diagram.ts';
import { describedSagas } from '../src/domain/sagas/all.ts';
import { defineSaga, type Saga, type SagaDefinition, type SagaStep } from '../src/domain/saga.ts';
import { readAll, record, write } from './histories/files.ts';
import { gate } from './histories/gate.ts';
import { roadsOf } from './histories/roads.ts';
import { sampleSale } from './sample-sale.ts';

it('lets every saga that was ever recorded go on as it began', () => {
  const faults = gate(readAll(), describedSagas);
  if (faults.length > 0) throw new Error(`\n${faults.join('\n\n')}`);
});

it('knows each version once', () => {
  const keys = describedSagas.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

it.each(describedSagas.map((saga) => ({ key: saga.key, saga })))('$key is drawn as its roads go', ({ saga }) => {
  const went = roadsOf(saga).flatMap(({ happened, started }) => {
    const [first] = started.data.transitions;
    const states = [first?.state, ...happened.flatMap(({ to }) => to)];
    return states.slice(1).map((to, i) => `${states[i]} ${to}`);
  });
  const drawn = transitionsOf(saga).map(({ from, to }) => `${from} ${to}`);
  expect([...new Set(went)].sort()).toEqual(drawn.sort());
});

const before = [record(sampleSale)];

/** The sample, edited. What follows tests the gate itself, whatever the sagas of this system are. */
const edited = (change: Partial<Saga<never>>): SagaDefinition<never> => defineSaga<never>({ ...sampleSale, ...change });
const withStep = (name: string, change: (step: SagaStep<never>) => Partial<SagaStep<never>>): SagaDefinition<never> =>
  edited({ steps: sampleSale.steps.map((step) => (step.name === name ? { ...step, ...change(step) } : step)) });
const [verify, reserve, pay, confirm] = sampleSale.steps as unknown as [
  SagaStep<never>,
  SagaStep<never>,
  SagaStep<never>,
  SagaStep<never>,
];
/** The gate tells calls apart by the names of the ports that they go to. */
const named = (name: string, step: SetStep<never>): SetStep<never> =>
  Object.defineProperty((calls: Parameters<typeof step>[0]) => step(calls), 'name', { value: name });
const undone = { running: 'RECEIPT_SENDING', done: 'RECEIPT_SENT' };

describe('an edit of a definition that would strand a running saga', () => {
  const edits: [string, SagaDefinition<never>, (string | RegExp)[]][] = [
    [
      'a step removed',
      edited({ steps: [verify, reserve, confirm] }),
      [
        'changed: the step process-payment is gone',
        /stranded would be sagas in PAYMENT_PROCESSING .*COMPENSATING_PAYMENT/,
      ],
    ],
    [
      'a step added',
      edited({ steps: [verify, reserve, pay, confirm, { ...confirm, name: 'send-receipt', states: undone }] }),
      ['changed: the step send-receipt is new', 'went SALE_CONFIRMED, ends, SagaCompleted'],
    ],
    [
      'states renamed',
      withStep('process-payment', ({ states }) => ({ states: { ...states, running: 'PAYING' } })),
      [
        'changed: `running` of process-payment is PAYING, and was PAYMENT_PROCESSING',
        'PAYMENT_PROCESSING (do process-payment; now unknown)',
      ],
    ],
    [
      'its order swapped',
      edited({ steps: [verify, pay, reserve, confirm] }),
      [
        'changed: the steps are in another order: verify-stock, process-payment, reserve-stock, confirm-order',
        /on \d+ of \d+ recorded roads/,
      ],
    ],
    [
      'its pivot moved',
      edited({
        pivot: 'process-payment',
        steps: [
          verify,
          reserve,
          {
            ...pay,
            undo: null,
            states: { running: 'PAYMENT_PROCESSING', done: 'PAYMENT_PROCESSED', failed: 'PAYMENT_FAILED' },
          },
          confirm,
        ],
      }),
      [
        'changed: the pivot is process-payment, and was confirm-order',
        'stranded would be sagas in COMPENSATING_PAYMENT',
      ],
    ],
    [
      'an undo removed',
      withStep('reserve-stock', ({ states: { running, done, failed } }) => ({
        undo: null,
        states: { running, done, failed },
      })),
      ['changed: reserve-stock has no undo any more', 'COMPENSATING_STOCK (undo reserve-stock; now unknown)'],
    ],
    [
      'what follows its pivot left out',
      withStep('confirm-order', () => ({ after: undefined })),
      ['changed: do confirm-order calls yes, and called yes, yes'],
    ],
    [
      'what comes before a step left out',
      withStep('verify-stock', () => ({ before: undefined })),
      ['changed: do verify-stock calls yes, and called yes, yes'],
    ],
    [
      'its end without success emptied',
      edited({ abandon: [] }),
      ['changed: abandon calls nothing, and called yes, yes'],
    ],
    [
      'another call in the place of one',
      withStep('process-payment', () => ({ do: named('charge', pay.do) })),
      ['changed: do process-payment calls charge, and called yes'],
    ],
  ];

  it.each(edits)('fails the gate: %s', (_name, saga, says) => {
    const [fault = '', ...others] = gate(before, [saga]);
    expect(others).toEqual([]);
    for (const words of ['SALE@1 has changed', ...says]) expect(fault).toMatch(words);
    expect(fault).toContain('`version` raised to 2');
    expect(fault).toContain('npm run sagas:record');
  });

  it('fails the gate: a version removed that may still run', () => {
    const [fault, ...others] = gate(before, [edited({ version: 2 })]);
    expect(fault).toMatch(/SALE@1 is no longer among the definitions .*ORDER_CONFIRMING/);
    expect(fault).toContain("where type = 'SALE' and definition_version = 1 and not done");
    expect(others).toEqual(['SALE@2 has no recorded histories yet: npm run sagas:record']);
  });

  it('fails the gate: rules that answer another way', () => {
    const [recorded] = before;
    const [road] = recorded!.roads;
    const changed = {
      ...road!,
      happened: road!.happened.map((one, at) => (at === 0 ? { ...one, to: ['ELSEWHERE'] } : one)),
    };
    const [fault] = gate([{ ...recorded!, roads: [changed] }], [sampleSale]);
    expect(fault).toMatch(
      'on 1 of 1 recorded roads something else happens; the first: in INITIATED, verify-stock: pending: went ELSEWHERE, waits',
    );
  });

  it('fails the gate: events that no longer add up', () => {
    const [recorded] = before;
    const roads = recorded!.roads.map((road) => ({ ...road, sum: { ...road.sum, version: road.sum.version + 1 } }));
    expect(gate([{ ...recorded!, roads }], [sampleSale])[0]).toContain('its events added up to');
  });
});

describe('an edit that strands nobody', () => {
  const slower = { firstMs: 10, factor: 3, capMs: 9_000, attempts: 1 };
  it.each([
    [
      'other retries',
      edited({ undoRetry: slower, steps: sampleSale.steps.map((step) => ({ ...step, retry: slower })) }),
    ],
    [
      'other deadlines',
      edited({ pivotDeadlineMs: 5_000, steps: sampleSale.steps.map((step) => ({ ...step, deadlineMs: 1_000 })) }),
    ],
    ['other work in a step', withStep('verify-stock', () => ({ do: named('yes', () => Promise.resolve(new Map())) }))],
  ])('passes the gate: %s', (_name, saga) => expect(gate(before, [saga])).toEqual([]));

  it('passes the gate: a new version beside the old one', () => {
    const second = defineSaga<never>({ ...edited({ steps: [verify, pay, reserve, confirm] }), version: 2 });
    expect(gate([...before, record(second)], [sampleSale, second])).toEqual([]);
  });
});

it('is the same from the file as from the code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'histories-'));
  try {
    write(record(sampleSale, ['The state was never reached.']), folder);
    expect(readAll(folder)).toEqual(JSON.parse(JSON.stringify([record(sampleSale, ['The state was never reached.'])])));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
