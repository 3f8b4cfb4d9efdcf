import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { eventSchemas, eventVersion, type EventType } from '@comptoir/contracts';
import { differences, jsonSchemaOf, type JsonSchema } from '../src/compatible.ts';

export const types = Object.keys(eventSchemas) as EventType[];

/** Where the schema of a version stands for good. */
export const schemaFile = (type: EventType, version = eventVersion(type)): URL =>
  new URL(`schemas/${type}.v${version}.json`, import.meta.url);

/** An event of an old version: what was written, and what readers are given. */
export const fixtureFile = (type: EventType, version: number): URL =>
  new URL(`old-events/${type}.v${version}.json`, import.meta.url);

export const currentSchema = (type: EventType): JsonSchema => jsonSchemaOf(eventSchemas[type]);

export const readJson = <T>(file: URL): T | null =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;

/** What is wrong with the schema of a type as it is now, and the way out; null when nothing is. */
export function faultOf(type: EventType, recorded: JsonSchema | null, current: JsonSchema): string | null {
  const version = eventVersion(type);
  if (!recorded) return `${type} v${version} is not recorded: npm run events:record.`;
  const found = differences(recorded, current);
  if (found.length > 0)
    return [
      `${type} v${version} was written otherwise, and such events are kept for ever:`,
      ...found.map((difference) => `  - ${difference}`),
      `Either take the edit back, or make it version ${version + 1}: write an upcaster from ${version} in packages/contracts/src/events/upcasters.ts,`,
      `keep an event as it was in ${fixtureFile(type, version).pathname.split('/').slice(-5).join('/')}, and record the new version: npm run events:record.`,
    ].join('\n');
  if (!isDeepStrictEqual(recorded, current))
    return `${type} v${version} takes more than is recorded, which harms nobody: npm run events:record.`;
  return null;
}
