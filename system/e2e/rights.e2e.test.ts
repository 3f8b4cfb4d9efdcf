import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestClient } from '@comptoir/testing';
import { adjust, buy, follow, stockedProduct } from './operations.ts';
import { MATRIX } from './rights/matrix.ts';
import { PEOPLE, unknown, type Row, type Verdict, type Who, type World } from './rights/rows.ts';
import { DOWNLOADS, STREAM_ROWS } from './rights/stream-rows.ts';
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

async function complain(client: TestClient, saleId?: string): Promise<string> {
  const { fileComplaint } = await client.data<{ fileComplaint: { complaint?: { id: string }; message?: string } }>(
    `mutation ($input: FileComplaintInput!) {
      fileComplaint(input: $input) { ... on FileComplaintSuccess { complaint { id } } ... on Problem { message } } }`,
    { input: { title: 'Rights', description: 'Rights.', category: 'OTHER', saleId } },
  );
  if (!fileComplaint.complaint) throw new Error(`fileComplaint: ${fileComplaint.message}`);
  return fileComplaint.complaint.id;
}

/** The code that a stream ends with before it tells anything; `ok` when it tells something. */
async function firstOf(stream: AsyncGenerator<unknown>): Promise<string> {
  try {
    const { done } = await stream.next();
    return done ? 'ended' : 'ok';
  } catch (error) {
    const text = error instanceof Error ? error.message : JSON.stringify(error);
    return /"code":"(\w+)"/.exec(text)?.[1] ?? text;
  } finally {
    await stream.return(undefined);
  }
}

const casesOf = (rows: readonly Row[]) =>
  rows.flatMap(([operation, query, variables, verdicts]) =>
    PEOPLE.map((who, i) => ({ operation, query, variables, who, verdict: verdicts[i] as Verdict })),
  );

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
      complaintHere: await complain(client, here.saleId),
      complaintThere: await complain(client, there.saleId),
      complaintOfAgent: await complain(agent),
      ids: { client: await idOf(client), client2: await idOf(client2), manager: await idOf(manager) },
    };
  }, 180_000);
  afterAll(() => topology?.stop(), 60_000);

  it.each(casesOf(MATRIX))('$operation: $who → $verdict', async ({ query, variables, who, verdict }) => {
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

  it.each(casesOf(STREAM_ROWS))('$operation: $who → $verdict', async ({ query, variables, who, verdict }) => {
    expect(await firstOf(people[who].subscribe(query, variables(world)))).toBe(verdict);
  });

  it('nobody who is not signed in hears of notifications', async () => {
    const stream = people.anonymous.subscribe('subscription { notificationReceived { id } }');
    expect(await firstOf(stream)).toBe('UNAUTHENTICATED');
  });

  const STATUS = { ok: 200, UNAUTHENTICATED: 401, FORBIDDEN: 403 } as const;
  it.each(DOWNLOADS)('%s is a file for some', async (path, verdicts) => {
    const statuses = await Promise.all(
      PEOPLE.map(async (who) => {
        const { token } = people[who];
        const answer = await fetch(topology.url + path, { headers: token ? { authorization: `Bearer ${token}` } : {} });
        await answer.body?.cancel();
        return answer.status;
      }),
    );
    expect(statuses).toEqual(verdicts.map((verdict) => STATUS[verdict]));
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
