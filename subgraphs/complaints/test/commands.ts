import { randomUUID } from 'node:crypto';
import type { Loose, TestComplaints, TestPerson } from './harness.ts';

export const FIELDS = `id number title description status priority version resolution resolutionOutcome satisfaction resolvedAt closedAt
  assignee { id } sale { id }
  timeline(first: 50) { edges { node { kind version text by { id } assignee { id } priority resolution satisfaction error } } }`;

/** One command; the complaint it answers, or its problem. */
export async function run(person: TestPerson, name: string, input: object): Promise<Loose> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return person.value(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { position complaint { ${FIELDS} } }
      ... on Problem { message code } ... on ConflictProblem { currentVersion } } }`,
    { input },
  );
}

/** How a command ended: `ok`, the code of its problem, or of the error. */
export const codeOf = async (person: TestPerson, name: string, input: object): Promise<unknown> =>
  run(person, name, input).then(
    (answer) => answer.code ?? 'ok',
    (error: { extensions: { code: unknown } }) => error.extensions.code,
  );

export const words = { title: 'It broke', description: 'On the first day.', category: 'PRODUCT_DEFECT' };

/** Complaints of customers of this system, and sales that they can be about. */
export function complaintsOf(system: TestComplaints) {
  const file = async (person: TestPerson, more: object = {}) => {
    const { complaint } = await run(person, 'fileComplaint', { ...words, ...more });
    if (!complaint) throw new Error('It was not filed.');
    return complaint;
  };

  function aSaleOf(person: TestPerson, storeId: string = randomUUID()): string {
    const saleId = randomUUID();
    system.owners.set(saleId, { userId: person.id, storeId });
    return saleId;
  }

  return { file, aSaleOf };
}
