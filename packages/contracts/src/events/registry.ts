import type { z } from 'zod';

type EventData = Record<string, unknown>;

/** Brings the data of an event from its version to the next. All it knows is what the event says: it asks nobody. */
export type Upcaster = (data: EventData) => EventData;

/** By the version that they take. */
export type Upcasters = Readonly<Record<number, Upcaster>>;

/** An event of a version that this code does not know yet: whoever runs newer code can read it. */
export class NewerEventError extends Error {}

/**
 * The types of events with the schema of their current version. That is 1 where nothing was ever changed, and one more for each
 * upcaster: what was once written stays as it is, and is brought up to date when it is read.
 */
export function createRegistry<Schemas extends Record<string, z.ZodType>>(
  schemas: Schemas,
  upcasters: { readonly [Type in keyof Schemas]?: Upcasters },
) {
  const known = new Map<string, Upcasters>(Object.keys(schemas).map((type) => [type, upcasters[type] ?? {}]));
  const latest = (of: Upcasters): number => Object.keys(of).length + 1;
  for (const [type, of] of known)
    for (let version = 1; version < latest(of); version++)
      if (!of[version])
        throw new Error(`${type} has ${latest(of) - 1} upcasters and none of them takes version ${version}.`);

  return {
    /** The version in which events of this type are written now. */
    versionOf: (type: keyof Schemas & string): number => latest(known.get(type) ?? {}),

    /** Parses the data of an event that is to be written. Throws, naming the type and what is wrong: an unknown or malformed event is a fault of its writer. */
    parse<Type extends keyof Schemas & string>(type: Type, data: unknown): z.infer<Schemas[Type]> {
      const schema = schemas[type];
      if (!schema) throw new Error(`Unknown event type "${type}". Add it to packages/contracts/src/events.`);
      const parsed = schema.safeParse(data);
      if (parsed.success) return parsed.data as z.infer<Schemas[Type]>;
      const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new Error(`Event ${type}: ${issues.join('; ')}`);
    },

    /** An event that was read, in the current version of its type. What this code has no name for stays as it is. */
    upcast<Read extends { type: string; version: number; data: EventData }>(event: Read): Read {
      const of = known.get(event.type);
      if (!of || event.version === latest(of)) return event;
      if (event.version > latest(of))
        throw new NewerEventError(
          `${event.type} is known here up to version ${latest(of)}, and one of version ${event.version} was read.`,
        );
      let { version, data } = event;
      for (let next = of[version]; next; next = of[version]) {
        data = next(data);
        version += 1;
      }
      return { ...event, version, data };
    },
  };
}
