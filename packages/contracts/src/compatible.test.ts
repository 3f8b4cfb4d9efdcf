import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { differences, type JsonSchema } from './compatible.ts';

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema) as JsonSchema;
const paid = {
  method: z.enum(['CARD', 'CASH']),
  amountMinor: z.int().min(1),
  note: z.string().optional(),
  remark: z.string().min(3).nullable(),
  lines: z.array(z.object({ productId: z.uuid(), storeId: z.uuid().nullable() })),
};
const recorded = schemaOf(z.object(paid));
const found = (now: Record<string, z.ZodType>) => differences(recorded, schemaOf(z.object(now)));

describe('an edit of a version', () => {
  it('may allow more than before', () => {
    expect(found(paid)).toEqual([]);
    expect(found({ ...paid, method: z.enum(['CASH', 'CARD', 'CREDIT']) })).toEqual([]);
    expect(found({ ...paid, amountMinor: z.int().min(0) })).toEqual([]);
    expect(found({ ...paid, amountMinor: z.int().min(1).nullable() })).toEqual([]);
    expect(found({ ...paid, till: z.string().optional() })).toEqual([]);
    expect(found({ ...paid, note: z.string().nullable().optional() })).toEqual([]);
  });

  it.each<[string, Record<string, z.ZodType>, string]>([
    [
      'a field that is gone',
      { method: paid.method, amountMinor: paid.amountMinor, remark: paid.remark, lines: paid.lines },
      'data.note is gone',
    ],
    ['a field that must be there', { ...paid, till: z.string() }, 'data.till must be there, and was not before'],
    ['one that was optional', { ...paid, note: z.string() }, 'data.note must be there, and was not before'],
    ['a value that is no longer taken', { ...paid, method: z.enum(['CARD']) }, 'data.method may no longer be "CASH"'],
    ['a narrower range', { ...paid, amountMinor: z.int().min(5) }, 'data.amountMinor: minimum rose to 5'],
    ['another type', { ...paid, amountMinor: z.string() }, 'data.amountMinor: type was "integer", is "string"'],
    [
      'a text that may no longer be null',
      { ...paid, remark: z.string() },
      'data.remark may no longer be {"type":"null"}',
    ],
    [
      'an item that may no longer be null',
      { ...paid, lines: z.array(z.object({ productId: z.uuid(), storeId: z.uuid() })) },
      'data.lines[].storeId may no longer be {"type":"null"}',
    ],
  ])('is refused: %s', (_, now, why) => {
    expect(found(now)).toContain(why);
  });
});
