import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import { inputOf, type RecordedInput } from './inputs.ts';
import { roadsOf, type Road } from './roads.ts';
import { shapeOf, type Shape } from './shape.ts';

/** What was recorded of one version of a saga: `histories/<TYPE@version>.json`. */
export type Recorded = {
  definition: string;
  /** Why it was recorded again although sagas may have run on it. */
  amended: string[];
  shape: Shape;
  input: RecordedInput;
  roads: Road[];
};

export const FOLDER = fileURLToPath(new URL('../../histories', import.meta.url));

const fileOf = (folder: string, definition: string): string => join(folder, `${definition}.json`);

export const record = (saga: SagaDefinition<never>, amended: string[] = []): Recorded => ({
  ...{ definition: saga.key, amended, shape: shapeOf(saga), input: inputOf(saga), roads: roadsOf(saga) },
});

export function readAll(folder = FOLDER): Recorded[] {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded);
}

/** One line for each thing that happened, so that a difference can be read. */
export function write(recorded: Recorded, folder = FOLDER): string {
  const { definition, amended, shape, input, roads } = recorded;
  const lines = (all: readonly unknown[]): string => all.map((one) => `      ${JSON.stringify(one)}`).join(',\n');
  const road = ({ started, happened, sum }: Road): string =>
    `    { "started": ${JSON.stringify(started)}, "happened": [\n${lines(happened)}\n    ], "sum": ${JSON.stringify(sum)} }`;
  const head = `"definition": ${JSON.stringify(definition)},\n  "amended": ${JSON.stringify(amended)}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    fileOf(folder, definition),
    `{\n  ${head},\n  "shape": ${JSON.stringify(shape)},\n  "input": { "schema": ${JSON.stringify(input.schema)}, "stored": [\n${lines(input.stored)}\n    ] },\n  "roads": [\n${roads.map(road).join(',\n')}\n  ]\n}\n`,
  );
  return fileOf(folder, definition);
}
