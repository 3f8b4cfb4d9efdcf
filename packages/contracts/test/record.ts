import { mkdirSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { eventVersion } from '@comptoir/contracts';
import { currentSchema, faultOf, readJson, schemaFile, types } from './recorded.ts';
import { differences, type JsonSchema } from '../src/compatible.ts';

/** npm run events:record: writes down the schemas of events that are new or take more than before; never one that takes less. */
mkdirSync(new URL('schemas/', import.meta.url), { recursive: true });
for (const type of types) {
  const file = schemaFile(type);
  const recorded = readJson<JsonSchema>(file);
  const current = currentSchema(type);
  if (recorded && differences(recorded, current).length > 0) {
    process.stderr.write(`${faultOf(type, recorded, current)}\n`);
    process.exitCode = 1;
  } else if (!isDeepStrictEqual(recorded, current)) {
    writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
    process.stdout.write(`${type} v${eventVersion(type)} is recorded.\n`);
  }
}
