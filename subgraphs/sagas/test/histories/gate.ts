import { isDeepStrictEqual } from 'node:util';
import { parseEventData } from '@comptoir/contracts';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import { jsonSchemaOf } from '@comptoir/contracts/compatible';
import type { Recorded } from './files.ts';
import { unreadable } from './inputs.ts';
import { sumOf, travel, type Happened, type Road } from './roads.ts';
import { changesOf, shapeOf, strandedIn } from './shape.ts';

/**
 * Holds what was recorded of each version against the code. Answers a message for each version on which a running saga
 * could not go on as it began, with the way out; nothing when all can.
 */
export function gate(recorded: readonly Recorded[], definitions: readonly SagaDefinition<never>[]): string[] {
  const unrecorded = definitions.filter(({ key }) => !recorded.some(({ definition }) => definition === key));
  return [
    ...recorded.flatMap((one) => judge(one, definitions) ?? []),
    ...unrecorded.map(({ key }) => `${key} has no recorded histories yet: npm run sagas:record`),
  ];
}

function judge(recorded: Recorded, definitions: readonly SagaDefinition<never>[]): string | null {
  const { definition: key, shape, input, roads } = recorded;
  const [type = '', version = ''] = key.split('@');
  const saga = definitions.find((definition) => definition.key === key);
  if (!saga)
    return [
      `${key} is no longer among the definitions (subgraphs/sagas/src/domain/sagas/all.ts). Sagas that run on it would stay where they are: ${strandedStates(recorded)}.`,
      `The way out: put it back until no saga runs on it anywhere (select count(*) from saga where type = '${type}' and definition_version = ${version} and not done). When none does, remove subgraphs/sagas/histories/${key}.json with it.`,
    ].join('\n');

  const is = shapeOf(saga);
  const changes = changesOf(shape, is);
  const stranded = strandedIn(shape, is);
  const other = roads.flatMap((road) => difference(saga, road) ?? []);
  const unread = unreadable(input, saga);
  if (changes.length + stranded.length + other.length + unread.length === 0)
    return isDeepStrictEqual(input.schema, jsonSchemaOf(saga.input)) ? null : readsMore(key);
  return [
    `${key} has changed since its histories were recorded, and sagas that began before would not end as they began.`,
    ...changes.map((change) => `  changed: ${change}`),
    ...(stranded.length > 0 ? [`  stranded would be sagas in ${stranded.join(', ')}`] : []),
    ...(other[0]
      ? [`  on ${other.length} of ${roads.length} recorded roads something else happens; the first: ${other[0]}`]
      : []),
    ...unread.map((one) => `  its steps cannot read what running sagas have: ${one}`),
    ...(unread.length > 0 ? [wayOutOfInput] : []),
    wayOut(key, type, Number(version)),
  ].join('\n');
}

const readsMore = (key: string): string =>
  `${key} reads more than is recorded of its input, which strands nobody: npm run sagas:record`;

const wayOutOfInput =
  'The way out for an input: its sagas keep the one that they began with. Keep reading that: what is new may be missing (`.optional()`), and the steps do without it. Or give the new version a schema of its own beside the old one (packages/contracts/src/saga-inputs.ts).';

const wayOut = (key: string, type: string, version: number): string =>
  [
    `The way out: leave version ${version} as it was, make the change in a copy beside it (subgraphs/sagas/src/domain/sagas/${type.toLowerCase().replaceAll('_', '-')}.ts) with \`version\` raised to ${version + 1}, and keep both in all.ts until no saga runs on version ${version}. Then: npm run sagas:record`,
    `If no saga can be stranded by it, say why, and it is recorded again: npm run sagas:record -- --amend ${key} "why"`,
  ].join('\n');

const strandedStates = ({ shape }: Recorded): string =>
  Object.entries(shape.rests)
    .flatMap(([state, inHand]) => (inHand === 'the end' ? [] : [state]))
    .join(', ');

/** Where a recorded road goes another way now; null when it goes as it went. */
function difference(saga: SagaDefinition<never>, road: Road): string | null {
  const way = road.happened.map(({ given }) => given);
  for (let steps = 1; steps <= way.length; steps++) {
    const was = road.happened[steps - 1];
    if (!was) return null;
    const where = `in ${was.in}, ${was.inHand ?? 'the saga'}: ${was.given}`;
    try {
      const is = travel(saga, way.slice(0, steps)).happened.at(-1);
      if (!is || !isDeepStrictEqual(withoutWords(is), withoutWords(was)))
        return `${where}: went ${told(was)}, and goes ${told(is)}`;
    } catch (error) {
      return `${where}: ${(error as Error).message}`;
    }
  }
  return foldFault(road);
}

/** Recorded events are stored events: contracts must still read them, and they must add up to the same. */
function foldFault(road: Road): string | null {
  try {
    for (const event of [road.started, ...road.happened.flatMap(({ event }) => event ?? [])])
      parseEventData(event.type, event.data);
    const sum = sumOf(road);
    return isDeepStrictEqual(sum, road.sum)
      ? null
      : `its events added up to ${JSON.stringify(road.sum)}, and add up to ${JSON.stringify(sum)}`;
  } catch (error) {
    return `its events can no longer be read: ${(error as Error).message}`;
  }
}

/** As it came from a file, and without what is written for people only. */
function withoutWords(happened: Happened): unknown {
  return JSON.parse(JSON.stringify(happened), (key, value: unknown) => (key === 'message' ? undefined : value));
}

function told(happened: Happened | undefined): string {
  if (!happened) return 'nowhere';
  const { to, then, event } = happened;
  return `${to.join(' → ') || 'nowhere'}, ${then}${event ? `, ${event.type}` : ''}`;
}
