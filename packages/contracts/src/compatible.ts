import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** As zod writes it. */
export type JsonSchema = { [keyword: string]: unknown };

const AT_LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const AT_MOST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const HANDLED = [...AT_LEAST, ...AT_MOST, 'properties', 'required', 'items', 'enum', 'anyOf', 'oneOf'];

const record = (value: unknown) => (value ?? {}) as Record<string, JsonSchema>;
const list = <T>(value: unknown) => (value ?? []) as T[];
const isChoice = ({ anyOf, oneOf, type }: JsonSchema): boolean => Boolean(anyOf ?? oneOf) || Array.isArray(type);

/** Every kind that a schema takes, each as a schema of its own. */
export function alternatives(schema: JsonSchema): JsonSchema[] {
  if (!Array.isArray(schema.type)) return list<JsonSchema>(schema.anyOf ?? schema.oneOf ?? [schema]);
  return list<string>(schema.type).map((type) => (type === 'null' ? { type } : { ...schema, type }));
}

/** A schema as it can be recorded. Patterns are how the library checks a format: they change with it, and mean nothing more. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });

/**
 * Why what was written by the recorded schema is not what the current one says. Empty: all of it is, and has all that
 * readers find in new data. What it does not understand counts as a difference.
 */
export function differences(recorded: JsonSchema, current: JsonSchema, path = 'data'): string[] {
  if (isDeepStrictEqual(recorded, current)) return [];
  if ([recorded, current].some(isChoice))
    return alternatives(recorded)
      .filter((old) => !alternatives(current).some((now) => differences(old, now, path).length === 0))
      .map((old) => `${path} may no longer be ${JSON.stringify(old)}`);

  const faults: string[] = [];
  for (const keyword of new Set([...Object.keys(recorded), ...Object.keys(current)]))
    if (!HANDLED.includes(keyword) && !isDeepStrictEqual(recorded[keyword], current[keyword]))
      faults.push(
        `${path}: ${keyword} was ${JSON.stringify(recorded[keyword])}, is ${JSON.stringify(current[keyword])}`,
      );
  for (const keyword of AT_LEAST)
    if (Number(current[keyword] ?? -Infinity) > Number(recorded[keyword] ?? -Infinity))
      faults.push(`${path}: ${keyword} rose to ${String(current[keyword])}`);
  for (const keyword of AT_MOST)
    if (Number(current[keyword] ?? Infinity) < Number(recorded[keyword] ?? Infinity))
      faults.push(`${path}: ${keyword} fell to ${String(current[keyword])}`);
  if (current.enum)
    for (const value of list(recorded.enum))
      if (!list(current.enum).includes(value)) faults.push(`${path} may no longer be ${JSON.stringify(value)}`);

  const [before, now] = [record(recorded.properties), record(current.properties)];
  for (const [name, schema] of Object.entries(before)) {
    const same = now[name];
    faults.push(...(same ? differences(schema, same, `${path}.${name}`) : [`${path}.${name} is gone`]));
  }
  for (const name of list<string>(current.required))
    if (!list(recorded.required).includes(name)) faults.push(`${path}.${name} must be there, and was not before`);
  if (recorded.items && current.items)
    faults.push(...differences(recorded.items as JsonSchema, current.items as JsonSchema, `${path}[]`));
  return faults;
}
