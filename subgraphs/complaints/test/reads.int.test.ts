import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Role } from '@comptoir/kit';
import { registry } from '@comptoir/telemetry';
import { startComplaints, type Loose, type TestComplaints, type TestPerson } from './harness.ts';

let system: TestComplaints;
beforeAll(async () => {
  system = await startComplaints();
}, 60_000);
afterAll(() => system.dispose());

const FIELDS = `id number title description category priority status customer { id } assignee { id } sale { id }
  requestedResolution resolution resolutionOutcome satisfaction version createdAt updatedAt`;
const PAGE = 'edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor }';
const ONE = `query ($id: ID!) { complaint(id: $id) { ${FIELDS} } }`;
const LIST = `query ($first: Int, $after: String, $filter: ComplaintFilter, $orderBy: ComplaintOrder) {
  complaints(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { ${PAGE} } }`;
const ENTITIES = `query ($of: [_Any!]!, $first: Int, $after: String) { _entities(representations: $of) {
  ... on Complaint { id title }
  ... on User { complaints(first: $first, after: $after) { ${PAGE} } }
  ... on Sale { complaints(first: $first, after: $after) { ${PAGE} } } } }`;

const ids = (page: Loose): unknown[] => (page.edges as unknown as { node: Loose }[]).map(({ node }) => node.id);
const entity = async (person: TestPerson, __typename: string, id: string, page: object = {}) => {
  const { data, errors } = await person.ask(ENTITIES, { of: [{ __typename, id }], ...page });
  return { found: (data._entities as unknown as Loose[])[0], code: errors[0]?.extensions.code };
};

describe('a complaint', () => {
  it('is shown whole, and points to people and sale by id', async () => {
    const customer = system.person();
    const [saleId, assigneeId] = [randomUUID(), randomUUID()];
    const id = await system.aComplaint({
      customerId: customer.id,
      saleId,
      assigneeId,
      category: 'PRODUCT_DEFECT',
    });
    expect(await customer.value(ONE, { id })).toEqual({
      ...{ id, number: expect.any(Number), title: 'It broke', description: 'On the first day.' },
      ...{ category: 'PRODUCT_DEFECT', priority: 'MEDIUM', status: 'ASSIGNED', version: 2 },
      ...{ customer: { id: customer.id }, assignee: { id: assigneeId }, sale: { id: saleId } },
      ...{ requestedResolution: null, resolution: null, resolutionOutcome: null, satisfaction: null },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
    });
    for (const none of [randomUUID(), 'no-id']) expect(await customer.value(ONE, { id: none })).toBeNull();
  });
});

describe('lists', () => {
  it('go page by page in both orders and both directions', async () => {
    const customer = system.person();
    const day = (n: number) => new Date(Date.UTC(2026, 1, n));
    const made = [];
    for (const [created, updated] of [
      [1, 9],
      [2, 8],
      [3, 7],
      [3, 7],
      [4, 6],
    ] as const)
      made.push(await system.aComplaint({ customerId: customer.id, createdAt: day(created), updatedAt: day(updated) }));
    const [a, b, c, d, e] = made;
    const all = async (orderBy?: object) => {
      const first = await customer.value(LIST, { first: 3, orderBy });
      const second = await customer.value(LIST, { first: 3, after: first.pageInfo?.endCursor, orderBy });
      expect([first.pageInfo, second.pageInfo]).toMatchObject([
        { hasNextPage: true, hasPreviousPage: false },
        { hasNextPage: false, hasPreviousPage: true },
      ]);
      return [...ids(first), ...ids(second)];
    };
    expect(await all()).toEqual([e, d, c, b, a]);
    expect(await all({ field: 'CREATED_AT', direction: 'ASC' })).toEqual([a, b, c, d, e]);
    expect(await all({ field: 'UPDATED_AT', direction: 'DESC' })).toEqual([a, b, d, c, e]);
    expect(await all({ field: 'UPDATED_AT', direction: 'ASC' })).toEqual([e, c, d, b, a]);
  });

  it('are narrowed by all given conditions together', async () => {
    const [customer, agent, storeId] = [system.person(), system.person('AGENT'), randomUUID()];
    const mine = { customerId: customer.id, storeId };
    const urgent = await system.aComplaint({ ...mine, priority: 'CRITICAL', assigneeId: agent.id });
    const billing = await system.aComplaint({ ...mine, category: 'BILLING_DISPUTE' });
    const list = async (filter: object) => ids(await agent.value(LIST, { filter: { storeId, ...filter } }));
    expect(await list({})).toEqual([billing, urgent]);
    expect(await list({ priority: 'CRITICAL', status: 'ASSIGNED' })).toEqual([urgent]);
    expect(await list({ priority: 'CRITICAL', status: 'OPEN' })).toEqual([]);
    expect(await list({ category: 'BILLING_DISPUTE' })).toEqual([billing]);
    expect(await list({ assigneeId: agent.id, category: null })).toEqual([urgent]);
    expect(await list({ assigneeId: 'no-id' })).toEqual([]);
    const { number } = await agent.value('query ($id: ID!) { complaint(id: $id) { number } }', { id: urgent });
    expect(await list({ number })).toEqual([urgent]);
    expect(await list({ number, status: 'OPEN' })).toEqual([]);
  });

  it('refuse pages and cursors that make no sense', async () => {
    const wrong = [
      { first: 0 },
      { first: 101 },
      { after: 'x' },
      { after: Buffer.from('["x","y"]').toString('base64url') },
    ];
    for (const variables of wrong)
      expect((await system.person().ask(LIST, variables)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('who sees what', () => {
  it('shows customers their own, managers those of their stores too, agents and admins all', async () => {
    const [storeId, otherStore] = [randomUUID(), randomUUID()];
    const [customer, other] = [system.person(), system.person()];
    const inStore = await system.aComplaint({ customerId: customer.id, storeId, saleId: randomUUID() });
    const elsewhere = await system.aComplaint({ customerId: customer.id, storeId: otherStore });
    const storeless = await system.aComplaint({ customerId: customer.id });
    const all = [inStore, elsewhere, storeless];
    const viewers: [string, TestPerson, string[]][] = [
      ['customer', customer, all],
      ['other customer', other, []],
      ['manager of the store', system.person('MANAGER', [storeId]), [inStore]],
      ['manager of another store', system.person('MANAGER', [randomUUID()]), []],
      ['agent', system.person('AGENT'), all],
      ['admin', system.person('ADMIN'), all],
    ];
    for (const [name, viewer, seen] of viewers) {
      const listed = ids(await viewer.value(LIST, { first: 100 }));
      for (const id of all) {
        const { data, errors } = await viewer.ask(ONE, { id });
        const reference = await entity(viewer, 'Complaint', id);
        const expected = seen.includes(id) ? [name, id, undefined] : [name, undefined, 'FORBIDDEN'];
        expect([name, data.complaint?.id, errors[0]?.extensions.code]).toEqual(expected);
        expect([name, reference.found?.id, reference.code]).toEqual(expected);
        expect([name, listed.includes(id)]).toEqual([name, seen.includes(id)]);
      }
    }
  });

  it('shows nothing to who is not signed in', async () => {
    for (const [query, variables] of [
      [ONE, { id: randomUUID() }],
      [LIST, {}],
    ] as const) {
      const { data, errors } = await system.person(null).ask(query, variables);
      expect([Object.values(data), errors[0]?.extensions.code]).toEqual([[null], 'UNAUTHENTICATED']);
    }
    expect((await entity(system.person(null), 'Complaint', randomUUID())).code).toBe('UNAUTHENTICATED');
  });

  it('shows a person’s complaints to the person, agents and admins', async () => {
    const customer = system.person();
    const made = [
      await system.aComplaint({ customerId: customer.id }),
      await system.aComplaint({ customerId: customer.id }),
    ];
    for (const viewer of [customer, system.person('AGENT'), system.person('ADMIN')])
      expect(ids((await entity(viewer, 'User', customer.id)).found?.complaints as Loose)).toEqual([...made].reverse());
    for (const role of ['CLIENT', 'MANAGER', null] as (Role | null)[]) {
      const { found, code } = await entity(system.person(role), 'User', customer.id);
      expect([found, code]).toEqual([{ complaints: null }, role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
    }
  });

  it('shows of a sale’s complaints those that the person may see', async () => {
    const [storeId, saleId, customer] = [randomUUID(), randomUUID(), system.person()];
    const mine = await system.aComplaint({ customerId: customer.id, storeId, saleId });
    const theirs = await system.aComplaint({ customerId: system.person().id, storeId, saleId });
    const of = async (viewer: TestPerson, page = {}) =>
      (await entity(viewer, 'Sale', saleId, page)).found?.complaints as Loose;
    expect(ids(await of(customer))).toEqual([mine]);
    expect(ids(await of(system.person()))).toEqual([]);
    const manager = system.person('MANAGER', [storeId]);
    const first = await of(manager, { first: 1 });
    expect(ids(first)).toEqual([theirs]);
    expect(ids(await of(manager, { after: first.pageInfo?.endCursor }))).toEqual([mine]);
    expect((await entity(system.person(null), 'Sale', saleId)).code).toBe('UNAUTHENTICATED');
  });
});

describe('references', () => {
  it('of any number are read with one statement, and one for the keys of their texts', async () => {
    const customer = system.person();
    const made = await Promise.all(Array.from({ length: 12 }, () => system.aComplaint({ customerId: customer.id })));
    const of = [...made, ...made, randomUUID(), 'no-id'].map((id) => ({ __typename: 'Complaint', id }));
    const query = jest.spyOn(system.pool, 'query');
    const found = (await customer.value(ENTITIES, { of })) as unknown as (Loose | null)[];
    expect(query.mock.calls.length).toBe(2);
    query.mockRestore();
    expect(found.map((one) => one?.id ?? null)).toEqual([...made, ...made, null, null]);
  });
});

describe('figures', () => {
  it('count queries by how they ended', async () => {
    const text = await registry.getSingleMetricAsString('query_executions_total');
    for (const outcome of ['ok', 'refused'])
      expect(text).toContain(`{service="complaints-test",query="complaint",outcome="${outcome}"}`);
  });
});
