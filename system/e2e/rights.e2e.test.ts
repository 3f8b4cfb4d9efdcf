import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestClient } from '@comptoir/testing';
import { adjust, buy, follow, stockedProduct } from './operations.ts';
import { MATRIX, PEOPLE, unknown, type Verdict, type Who, type World } from './rights/matrix.ts';
import { startTopology, type Topology } from './topology.ts';

async function requestRefund(client: TestClient, saleId: string): Promise<string> {
  const { requestRefund } = await client.data<{ requestRefund: { refund?: { id: string }; message?: string } }>(
    `mutation ($input: RequestRefundInput!) {
      requestRefund(input: $input) { ... on RequestRefundSuccess { refund { id } } ... on Problem { message } } }`,
    { input: { saleId, idempotencyKey: randomUUID() } },
  );
  if (!requestRefund.refund) throw new Error(`requestRefund: ${requestRefund.message}`);
  return requestRefund.refund.id;
}

describe('who may what', () => {
  let topology: Topology;
  let people: Record<Who, TestClient>;
  let world: World;

  beforeAll(async () => {
    topology = await startTopology('system');
    const [client, client2, agent, manager, admin] = await Promise.all(
      (['client', 'client2', 'agent', 'manager', 'admin'] as const).map((who) => topology.person(who)),
    );
    if (!client || !client2 || !agent || !manager || !admin) throw new Error('A demo account is missing.');
    people = { anonymous: topology.anonymous(), client, client2, agent, manager, admin };
    const shelf = await stockedProduct(admin, 20);
    await adjust(admin, { storeId: shelf.otherStoreId, productId: shelf.productId }, 20);
    const idOf = async (person: TestClient) => (await person.data<{ me: { id: string } }>('{ me { id } }')).me.id;
    const sell = async (storeId: string) => {
      const ids = await buy(client, { storeId, lines: [{ productId: shelf.productId, quantity: 1 }] });
      await follow(client, ids.sagaId);
      return ids;
    };
    const [here, there] = [await sell(shelf.storeId), await sell(shelf.otherStoreId)];
    world = {
      shelf,
      here,
      there,
      refundHere: await requestRefund(client, here.saleId),
      refundThere: await requestRefund(client, there.saleId),
      ids: { client: await idOf(client), client2: await idOf(client2), manager: await idOf(manager) },
    };
  }, 180_000);
  afterAll(() => topology?.stop(), 60_000);

  const cases = MATRIX.flatMap(([operation, query, variables, verdicts]) =>
    PEOPLE.map((who, i) => ({ operation, query, variables, who, verdict: verdicts[i] as Verdict })),
  );

  it.each(cases)('$operation: $who → $verdict', async ({ query, variables, who, verdict }) => {
    const answer = await people[who].ask<Record<string, unknown>>(query, variables(world));
    const codes = answer.errors.map((error) => error.extensions.code);
    if (verdict === 'ok') {
      expect(codes).toEqual([]);
      return;
    }
    expect(codes).toEqual([verdict]);
    // The place that was refused is null and the error stands at its path.
    const path = answer.errors[0]?.path ?? [];
    expect(path.length).toBeGreaterThan(0);
    expect(
      path.reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | null)?.[key as string] ?? null,
        answer.data,
      ),
    ).toBeNull();
  });

  it('answers null without an error for ids that do not exist', async () => {
    const fields = ['sale', 'saga', 'refund', 'product', 'store'];
    const query = `query ($id: ID!) { ${fields.map((field) => `${field}(id: $id) { id }`).join(' ')} }`;
    for (const id of [unknown, 'no id at all']) {
      const { data, errors } = await people.admin.ask(query, { id });
      expect({ data, errors }).toEqual({ data: Object.fromEntries(fields.map((field) => [field, null])), errors: [] });
    }
  });

  it('shows everybody only their own sales and sagas in lists', async () => {
    type List = {
      sales: { edges: { node: { user: { id: string } } }[] };
      sagas: { edges: { node: { user: { id: string } } }[] };
    };
    const lists = await people.client.data<List>(
      '{ sales(first: 100) { edges { node { user { id } } } } sagas(first: 100) { edges { node { user { id } } } } }',
    );
    const owners = [...lists.sales.edges, ...lists.sagas.edges].map((edge) => edge.node.user.id);
    expect(owners.length).toBeGreaterThan(1);
    expect(new Set(owners)).toEqual(new Set([world.ids.client]));
  });

  it('returns no hash, whatever is asked', async () => {
    const { data } = await people.admin.ask<{ __schema: { types: { fields: { name: string }[] | null }[] } }>(
      '{ __schema { types { fields { name } } } }',
    );
    const names = data?.__schema.types.flatMap((type) => type.fields?.map((field) => field.name) ?? []) ?? [];
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => /password|secret|tokenhash/i.test(name))).toEqual(['changePassword']);
  });
});
