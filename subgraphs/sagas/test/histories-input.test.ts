import { sagaInput } from '@comptoir/contracts';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { describedSagas } from '../src/domain/sagas/all.ts';
import { defineSaga, type SagaDefinition } from '../src/domain/saga.ts';
import { record, type Recorded } from './histories/files.ts';
import { gate } from './histories/gate.ts';
import { widened } from './histories/inputs.ts';
import { sampleSale } from './sample-sale.ts';

const line = { productId: z.uuid(), quantity: z.int().min(1) };
const payment = { method: z.enum(['CARD', 'CASH']), token: z.string().nullable() };
/** The sample with another input: what follows tests the gate itself, whatever the sagas of this system read. */
const reading = (input: z.ZodType): SagaDefinition<never> => defineSaga<never>({ ...sampleSale, input });
const order = sagaInput.extend({ lines: z.array(z.object(line)), payment: z.object(payment) });
const before = [record(sampleSale)];

it.each(describedSagas.map((saga) => ({ key: saga.key, saga })))('$key has inputs as they are stored', ({ saga }) => {
  const { stored } = record(saga).input;
  expect(stored).toHaveLength(2);
  for (const input of stored) expect(sagaInput.safeParse(input).error?.issues ?? []).toEqual([]);
});

describe('an edit of what steps read that would strand a running saga', () => {
  const { lines: _, ...noLines } = order.shape;
  const edits: [string, z.ZodType, string[]][] = [
    [
      'a field renamed',
      z.object({ ...noLines, positions: z.array(z.object(line)) }),
      ['input.lines is gone', 'input.positions must be there, and was not before'],
    ],
    [
      'a field that must be there',
      order.extend({ holdId: z.uuid() }),
      ['input.holdId must be there, and was not before'],
    ],
    [
      'a field of a line that must be there',
      order.extend({ lines: z.array(z.object({ ...line, taxMinor: z.int() })) }),
      ['input.lines[].taxMinor must be there, and was not before', 'input.lines.0.taxMinor: '],
    ],
    [
      'a field that may no longer be null',
      order.extend({ payment: z.object({ ...payment, token: z.string() }) }),
      ['input.payment.token may no longer be {"type":"null"}', 'input.payment.token: '],
    ],
    [
      'a value that is no longer taken',
      order.extend({ payment: z.object({ ...payment, method: z.enum(['CARD']) }) }),
      ['input.payment.method may no longer be "CASH"', 'input.payment.method: '],
    ],
    [
      'a field of another kind',
      order.extend({ traceparent: z.int().nullable() }),
      ['input.traceparent may no longer be'],
    ],
    [
      'a rule that no schema shows',
      order.refine(({ lines }) => lines.length !== 1, 'never one'),
      ['running sagas have: input: never one'],
    ],
    [
      'a default, which the row never gets',
      order.extend({ payment: z.object({ ...payment, tip: z.int().default(0) }) }),
      ['input.payment.tip must be there, and was not before', 'input would have to be {'],
    ],
  ];

  it.each(edits)('fails the gate: %s', (_name, input, says) => {
    const [fault = '', ...others] = gate(before, [reading(input)]);
    expect(others).toEqual([]);
    expect(fault).toContain('SALE@1 has changed');
    for (const words of says) expect(fault).toContain(words);
    expect(fault).toContain('Keep reading that: what is new may be missing (`.optional()`)');
    expect(fault).toContain('`version` raised to 2');
  });
});

describe('an edit of what steps read that strands nobody', () => {
  const wide = reading(order.extend({ note: z.string().optional() }));

  it('is recorded as well, so that what is stored from now on is watched over too', () => {
    expect(gate(before, [wide])).toEqual([
      'SALE@1 reads more than is recorded of its input, which strands nobody: npm run sagas:record',
    ]);
    const [first] = before as [Recorded];
    const recorded = [{ ...first, input: widened(first.input, wide) }];
    expect(gate(recorded, [wide])).toEqual([]);
    expect(recorded[0]?.input.stored).toEqual(expect.arrayContaining(first.input.stored));
    const [fault] = gate(recorded, [reading(order.extend({ note: z.string() }))]);
    expect(fault).toContain('input.note must be there, and was not before');
  });

  it('passes the gate: a new version with an input of its own beside the old one', () => {
    const second = defineSaga<never>({ ...sampleSale, input: order.extend({ holdId: z.uuid() }), version: 2 });
    expect(gate([...before, record(second)], [sampleSale, second])).toEqual([]);
  });
});
