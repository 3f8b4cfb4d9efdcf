import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { CANCEL, RESUME, startSagas, type Loose, type TestPerson, type TestSagas } from './harness.ts';
import { REFUSED } from './ports.ts';

let system: TestSagas;
let people: Record<'client' | 'stranger' | 'agent' | 'here' | 'there' | 'admin' | 'nobody', TestPerson>;
let sagaId: string;
beforeAll(async () => {
  system = await startSagas();
  const { open, other } = system.stores;
  people = {
    ...{
      client: system.person(),
      stranger: system.person(),
      agent: system.person('AGENT'),
      admin: system.person('ADMIN'),
      nobody: system.person(null),
    },
    ...{ here: system.person('MANAGER', [open]), there: system.person('MANAGER', [other]) },
  };
  sagaId = await people.client.buy();
  await system.newEngine().runOnce();
}, 60_000);
afterAll(() => system.dispose());

const entities = (type: string, ids: readonly string[], fields: string): [string, object] => [
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${fields} } } }`,
  { representations: ids.map((id) => ({ __typename: type, id })) },
];
const SAGA = 'query ($id: ID!) { saga(id: $id) { state } }';
const LIST =
  'query ($first: Int, $after: String, $filter: SagaFilter) { sagas(first: $first, after: $after, filter: $filter) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
const idsIn = (answer: Loose) => (answer.edges as unknown as { node: { id: string } }[]).map(({ node }) => node.id);

describe('who may what', () => {
  type Who = keyof typeof people;
  const sale = async () =>
    String((await people.client.value('query ($id: ID!) { saga(id: $id) { sale { id } } }', { id: sagaId })).sale?.id);
  const operations: [string, () => Promise<[string, object]>, Who[]][] = [
    ['saga', async () => [SAGA, { id: sagaId }], ['client', 'here', 'admin']],
    ['a referenced saga', async () => entities('Saga', [sagaId], 'state'), ['client', 'agent', 'here', 'admin']],
    ['Sale.saga', async () => entities('Sale', [await sale()], 'saga { state }'), ['client', 'agent', 'here', 'admin']],
    [
      'User.sagas',
      async () => entities('User', [people.client.id], 'sagas { edges { node { id } } }'),
      ['client', 'admin'],
    ],
    ['sagas', async () => [LIST, {}], ['client', 'stranger', 'agent', 'here', 'there', 'admin']],
    [
      'sagas of a person',
      async () => [LIST, { filter: { userId: people.client.id } }],
      ['client', 'here', 'there', 'admin'],
    ],
    [
      'sagas of a store',
      async () => [LIST, { filter: { storeId: system.stores.open } }],
      ['client', 'stranger', 'agent', 'here', 'admin'],
    ],
    ['cancelSaga', async () => [CANCEL, { input: { sagaId } }], ['client', 'admin']],
    ['resumeSaga', async () => [RESUME, { input: { sagaId } }], ['admin']],
  ];
  it.each(operations)('%s', async (_name, operation, allowed) => {
    for (const who of Object.keys(people) as Who[]) {
      const { errors } = await people[who].ask(...(await operation()));
      const expected = allowed.includes(who) ? undefined : who === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect([who, errors[0]?.extensions.code]).toEqual([who, expected]);
    }
  });

  it('sagaDefinitions are for everybody', async () => {
    const all = (await people.nobody.value(
      `{ sagaDefinitions { type version pivot pivotDeadlineSeconds undoRetry { attempts } initialState finalStates
         steps { name running done failed undoing deadlineSeconds retry { attempts firstMs factor capMs } }
         transitions { from to } mermaid } }`,
    )) as unknown as Loose[];
    const [sale, refund] = ['SALE', 'REFUND'].map((wanted) =>
      all.find(({ type, version }) => String(type) === wanted && Number(version) === 1),
    );
    const mermaid = expect.stringContaining('stateDiagram-v2');
    expect(sale).toMatchObject({
      ...{ type: 'SALE', version: 1, pivot: 'confirm-order', pivotDeadlineSeconds: 60, undoRetry: { attempts: 20 } },
      ...{ initialState: 'INITIATED', finalStates: ['SALE_CONFIRMED', 'COMPENSATED', 'FAILED'], mermaid },
      steps: [
        { name: 'verify-stock', running: 'STOCK_VERIFYING', undoing: null },
        { name: 'reserve-stock', undoing: 'COMPENSATING_STOCK' },
        {
          ...{ name: 'process-payment', failed: 'PAYMENT_FAILED', deadlineSeconds: 10 },
          retry: { attempts: 10, firstMs: 50, factor: 2, capMs: 2_000 },
        },
        { name: 'confirm-order', done: 'SALE_CONFIRMED', deadlineSeconds: 60, retry: { attempts: null } },
      ],
    });
    expect(refund).toMatchObject({
      ...{ type: 'REFUND', version: 1, pivot: 'refund-payment', initialState: 'INITIATED', mermaid },
      finalStates: ['REFUND_COMPLETED', 'FAILED'],
      steps: [
        { name: 'validate-refund', failed: 'REFUND_VALIDATION_FAILED', undoing: null },
        { name: 'refund-payment', deadlineSeconds: 60, retry: { attempts: null } },
        { name: 'restock', running: 'STOCK_RESTORING', failed: null, undoing: null, deadlineSeconds: 600 },
        { name: 'complete-refund', done: 'REFUND_COMPLETED' },
      ],
    });
    expect(sale?.transitions).toContainEqual({ from: 'PAYMENT_FAILED', to: 'COMPENSATING_STOCK' });
    expect(refund?.transitions).toContainEqual({ from: 'PAYMENT_REFUNDED', to: 'STOCK_RESTORING' });
  });

  it('what does not exist is null without an error, or a NotFoundProblem', async () => {
    for (const id of [uuidv7(), 'not-an-id']) {
      expect(await people.client.value(SAGA, { id })).toBeNull();
      expect(await people.client.value(...entities('Saga', [id], 'state'))).toEqual([null]);
      expect(await people.client.value(...entities('Sale', [id], 'saga { id }'))).toEqual([{ saga: null }]);
      expect(await people.client.value(CANCEL, { input: { sagaId: id } })).toMatchObject({ code: 'NOT_FOUND' });
      expect(await people.admin.value(RESUME, { input: { sagaId: id } })).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('one statement however many', () => {
  async function statements(ask: () => Promise<unknown>): Promise<number> {
    const query = jest.spyOn(system.pool, 'query');
    await ask();
    const count = query.mock.calls.length;
    query.mockRestore();
    return count;
  }

  it('for references, sagas of sales, sagas of people, and steps', async () => {
    const shoppers = Array.from({ length: 12 }, () => system.person());
    const ids = await Promise.all(shoppers.map((shopper) => shopper.buy()));
    const { rows } = await system.pool.query<{ saleId: string }>(
      'SELECT sale_id AS "saleId" FROM saga WHERE id = ANY($1)',
      [ids],
    );
    const sales = rows.map(({ saleId }) => saleId);
    const twice = [...ids, ...ids];
    expect(await statements(() => people.admin.value(...entities('Saga', twice, 'state version')))).toBe(1);
    expect(await statements(() => people.admin.value(...entities('Saga', twice, 'state steps { name }')))).toBe(2);
    expect(await statements(() => people.admin.value(...entities('Sale', sales, 'saga { state }')))).toBe(1);
    const ofPeople = entities(
      'User',
      shoppers.map(({ id }) => id),
      'sagas(first: 3) { edges { node { state } } }',
    );
    expect(await statements(() => people.admin.value(...ofPeople))).toBe(1);
    const answer = (await people.admin.value(...ofPeople)) as unknown as { sagas: { edges: unknown[] } }[];
    expect(answer.map(({ sagas }) => sagas.edges.length)).toEqual(Array(12).fill(1));
    const steps = (await people.admin.value(
      ...entities('Saga', ids.slice(0, 1), 'steps { name state attempts startedAt durationMs }'),
    )) as unknown as { steps: Loose[] }[];
    expect(steps[0]?.steps.map(({ name, state }) => `${String(name)} ${String(state)}`)).toEqual([
      'verify-stock WAITING',
      'reserve-stock WAITING',
      'process-payment WAITING',
      'confirm-order WAITING',
    ]);
    await system.newEngine().runOnce();
  });
});

describe('sagas', () => {
  it('come newest first, page by page, for who owns them', async () => {
    const shopper = system.person();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift(await shopper.buy());
    const first = await shopper.value(LIST, { first: 2 });
    expect([idsIn(first), first.pageInfo]).toMatchObject([
      ids.slice(0, 2),
      { hasNextPage: true, hasPreviousPage: false },
    ]);
    const second = await shopper.value(LIST, { first: 2, after: first.pageInfo?.endCursor });
    const third = await shopper.value(LIST, { first: 2, after: second.pageInfo?.endCursor });
    expect([...idsIn(second), ...idsIn(third)]).toEqual(ids.slice(2));
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    await system.newEngine().runOnce();
    for (const bad of [{ first: 0 }, { first: 101 }, { after: 'nonsense' }])
      expect((await shopper.ask(LIST, bad)).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('of two stores come mixed by time', async () => {
    const { open, other } = system.stores;
    const shopper = system.person();
    const ids: string[] = [];
    for (const storeId of [open, other, open, other]) ids.unshift(await shopper.buy({ storeId }));
    await system.newEngine().runOnce();
    const both = system.person('MANAGER', [open, other]);
    const filter = { userId: shopper.id };
    const first = await both.value(LIST, { first: 3, filter });
    expect(idsIn(first)).toEqual(ids.slice(0, 3));
    expect(first.pageInfo).toMatchObject({ hasNextPage: true });
    expect(idsIn(await both.value(LIST, { first: 3, filter, after: first.pageInfo?.endCursor }))).toEqual(ids.slice(3));
    expect(idsIn(await system.person('MANAGER', [other]).value(LIST, { filter }))).toEqual([ids[0], ids[2]]);
    expect(idsIn(await system.person('MANAGER', []).value(LIST, {}))).toEqual([]);
  });

  it('are filtered by state, type, end, need of a person, store and shopper', async () => {
    const [sold, failed, parked, running] = [system.person(), system.person(), system.person(), system.person()];
    system.ports.script(failed.id, (_, step) => (step === 'verifyStock' ? REFUSED('INSUFFICIENT_STOCK') : undefined));
    const ids = { sold: await sold.buy(), failed: await failed.buy(), parked: await parked.buy() };
    await system.newEngine().runOnce();
    await system.pool.query(
      `UPDATE saga SET parked = true, parked_reason = 'a test', done = false, completed_at = NULL WHERE id = $1`,
      [ids.parked],
    );
    const runningId = await running.buy({ storeId: system.stores.other });
    const list = async (filter: object) => new Set(idsIn(await people.admin.value(LIST, { first: 100, filter })));
    expect(await list({ states: ['FAILED'] })).toEqual(new Set([ids.failed]));
    expect(await list({ parked: true })).toEqual(new Set([ids.parked]));
    expect(await list({ completed: false })).toEqual(new Set([ids.parked, runningId]));
    expect(await list({ states: ['INITIATED'] })).toEqual(new Set([runningId]));
    expect(await list({ userId: sold.id, completed: true, parked: false, type: 'SALE' })).toEqual(new Set([ids.sold]));
    expect(await list({ userId: sold.id, states: ['SALE_CONFIRMED', 'FAILED'] })).toEqual(new Set([ids.sold]));
    expect(await list({ storeId: system.stores.other, completed: false })).toEqual(new Set([runningId]));
    expect(await list({ storeId: 'not-an-id' })).toEqual(new Set());
    expect(await list({ states: [] })).toEqual(new Set());
    await system.newEngine().runOnce();
  });
});
