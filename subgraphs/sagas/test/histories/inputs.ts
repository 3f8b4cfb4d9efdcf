import { isDeepStrictEqual } from 'node:util';
import { alternatives, differences, jsonSchemaOf, type JsonSchema } from '@comptoir/contracts/compatible';
import type { SagaDefinition } from '../../src/domain/saga.ts';

/** What the rows of running sagas hold for the steps: all that may stand there, and inputs as they stand there. */
export type RecordedInput = { schema: JsonSchema; stored: unknown[] };

/** The input of a saga as its steps read it now. */
export function inputOf({ input }: SagaDefinition<never>): RecordedInput {
  const schema = jsonSchemaOf(input);
  const stored = [exampleOf(schema, 0), exampleOf(schema, -1)].filter((one) => input.safeParse(one).success);
  return { schema, stored };
}

/** What of the recorded inputs the steps can no longer read. */
export function unreadable(was: RecordedInput, { input }: SagaDefinition<never>): string[] {
  const refused = was.stored.flatMap((stored) => {
    const read = input.safeParse(stored);
    if (!read.success)
      return read.error.issues.map(({ path, message }) => `${['input', ...path].join('.')}: ${message}`);
    return isDeepStrictEqual(read.data, stored) ? [] : [`input would have to be ${JSON.stringify(read.data)}`];
  });
  return [...new Set([...differences(was.schema, jsonSchemaOf(input), 'input'), ...refused])];
}

/** What is recorded where the steps read more than before: what stood in rows may stand there still. */
export function widened(was: RecordedInput, saga: SagaDefinition<never>): RecordedInput {
  const is = inputOf(saga);
  const more = is.stored.filter((one) => !was.stored.some((before) => isDeepStrictEqual(before, one)));
  return { schema: is.schema, stored: [...was.stored, ...more] };
}

/** An input that the schema takes: with all that may be there (0, the first of each choice), or the least of it (-1, the last). */
function exampleOf(schema: JsonSchema, choice: 0 | -1): unknown {
  const kinds = alternatives(schema);
  if (kinds[0] !== schema) return exampleOf(kinds.at(choice) ?? {}, choice);
  const { type, format, items, minItems, minLength, minimum } = schema;
  if (schema.enum) return (schema.enum as unknown[]).at(choice);
  if (type === 'object') {
    const required = (schema.required ?? []) as string[];
    const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
    const those = fields.filter(([name]) => choice === 0 || required.includes(name));
    return Object.fromEntries(those.map(([name, field]) => [name, exampleOf(field, choice)]));
  }
  if (type === 'array')
    return Array.from({ length: Number(minItems ?? choice + 1) }, () => exampleOf(items as JsonSchema, choice));
  if (type === 'integer' || type === 'number') return Math.max(Number(minimum ?? 1), 1);
  if (type === 'boolean') return choice === 0;
  if (type !== 'string') return schema.const ?? null;
  if (format === 'uuid') return '01940000-0000-7000-8000-000000000001';
  return format === 'date-time' ? '2026-01-02T03:04:05.000Z' : 'x'.repeat(Number(minLength ?? 1));
}
