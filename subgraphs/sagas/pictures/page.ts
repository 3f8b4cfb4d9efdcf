import { readFileSync } from 'node:fs';
import { UNDO_REFUSALS } from '@comptoir/contracts';
import { Kind, parse } from 'graphql';
import { mermaidOf } from '../src/domain/diagram.ts';
import { patienceOf, type RetryPolicy, type SagaDefinition } from '../src/domain/saga.ts';

/** Where the page stands. */
export const PAGE = new URL('../../../docs/sagas.md', import.meta.url);

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** What the graph says of each type of saga. */
function sentences(): Map<string, string> {
  const types = parse(SDL).definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'SagaType' ? (node.values ?? []) : [],
  );
  return new Map(types.map(({ name, description }) => [name.value, description?.value ?? '']));
}

const seconds = (ms: number): string => `${ms / 1_000} s`;

const waits = ({ firstMs, factor, capMs }: RetryPolicy): string =>
  `after ${firstMs} ms, each time ${factor} times as long, ${seconds(capMs)} at most`;

/** A cell for each of: step, states, how long and how often it is asked. */
function row(saga: SagaDefinition<never>, at: number): string {
  const step = saga.steps[at];
  if (!step) return '';
  const { running, done, failed = '–', undoing = '–' } = step.states;
  const { deadlineMs, attempts } = patienceOf(saga, at);
  const name = at === saga.pivotAt ? `**${step.name}** (pivot)` : step.name;
  return `| ${[name, running, done, failed, undoing, seconds(deadlineMs), attempts ?? 'any', waits(step.retry)].join(' | ')} |`;
}

const undoing = ({ states }: SagaDefinition<never>): string =>
  states.compensated ? 'An undo, or giving up,' : 'Giving up';

/** The steps that are not given up for want of an answer, in words. */
function mustAnswer({ steps, pivotDeadlineMs }: SagaDefinition<never>): string {
  const names = steps.filter((step) => step.mustAnswer).map(({ name }) => name);
  if (names.length === 0) return '';
  return ` Only a refusal ends ${names.join(' and ')}: without an answer a person must look, and the ${seconds(pivotDeadlineMs)} do not count.`;
}

function chapter(saga: SagaDefinition<never>): string {
  return `## ${saga.type}, version ${saga.version}

${sentences().get(saga.type)} It has ${seconds(saga.pivotDeadlineMs)} to come to its pivot.${mustAnswer(saga)}

| step | while it is done | once it took effect | once it was refused | while it is taken back | asked for | tries | again |
| --- | --- | --- | --- | --- | --- | --- | --- |
${saga.steps.map((_, at) => row(saga, at)).join('\n')}

${undoing(saga)} is tried ${saga.undoRetry.attempts} times, again ${waits(saga.undoRetry)}; then a person must look.${
    saga.states.compensated ? ` An undo that is refused waits for a person at its try ${UNDO_REFUSALS} already.` : ''
  }

\`\`\`mermaid
${mermaidOf(saga).trimEnd()}
\`\`\`
`;
}

/** Pictures of all sagas, drawn from their definitions. */
export const pageOf = (definitions: readonly SagaDefinition<never>[]): string =>
  `# Sagas

What the definitions in [subgraphs/sagas/src/domain/sagas](../subgraphs/sagas/src/domain/sagas) say, drawn: written by \`npm run pictures -w @comptoir/sagas\`, and a test
compares. Up to the pivot a saga can be stopped, and whatever it did is taken back in reverse order; behind it, it is only completed. A step without an answer
is asked again, each time a fifth earlier or later by chance; when its time or tries are over it counts as perhaps done and is taken back too, but from the
pivot on a person must look. A step that says it is pending has answered: each asking counts, but only one without an answer ends the tries. The pivot is asked for the
longer of its own time and the saga's. The same is in the graph: \`sagaDefinitions\`. How to [add a saga or a step](how-to/add-a-saga.md).

${definitions.map(chapter).join('\n')}`;
