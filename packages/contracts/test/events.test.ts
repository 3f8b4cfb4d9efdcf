import { describe, expect, it } from '@jest/globals';
import { eventVersion, parseEventData, upcastEvent } from '@comptoir/contracts';
import type { JsonSchema } from '../src/compatible.ts';
import { currentSchema, faultOf, fixtureFile, readJson, schemaFile, types } from './recorded.ts';

const oldVersions = types.flatMap((type) =>
  Array.from({ length: eventVersion(type) - 1 }, (_, i) => ({ type, version: i + 1 })),
);

describe('every event', () => {
  it.each(types)('%s is what is recorded of its version', (type) => {
    expect(faultOf(type, readJson<JsonSchema>(schemaFile(type)), currentSchema(type))).toBeNull();
  });

  it('of an old version has a fixture, and is read as one of the current version', () => {
    for (const { type, version } of oldVersions) {
      const fixture = readJson<{ written: Record<string, unknown>; read: Record<string, unknown> }>(
        fixtureFile(type, version),
      );
      if (!fixture) throw new Error(`Keep an event as it was written: ${fixtureFile(type, version).pathname}`);
      const { data } = upcastEvent({ type, version, data: fixture.written });
      expect(data).toEqual(fixture.read);
      expect(parseEventData(type, data)).toEqual(data);
    }
  });
});

it('an edit that old events do not survive is refused, with the way out', () => {
  const current = currentSchema('ProductRepriced');
  const { toMinor, ...properties } = current.properties as Record<string, JsonSchema>;
  const edited = { ...current, properties: { ...properties, priceMinor: toMinor } };
  expect(faultOf('ProductRepriced', current, edited)).toBe(
    [
      'ProductRepriced v1 was written otherwise, and such events are kept for ever:',
      '  - data.toMinor is gone',
      'Either take the edit back, or make it version 2: write an upcaster from 1 in packages/contracts/src/events/upcasters.ts,',
      'keep an event as it was in packages/contracts/test/old-events/ProductRepriced.v1.json, and record the new version: npm run events:record.',
    ].join('\n'),
  );
});
