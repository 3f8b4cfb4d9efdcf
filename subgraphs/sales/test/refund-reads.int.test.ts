import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SaleOrder } from '@comptoir/contracts';
import { encodeCursor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import { anActor, startSales, type Loose, type TestSales } from './harness.ts';
import { buyerOf, managerOf, refundsOf, twoLines } from './refunds.ts';

let system: TestSales;
let refunds: ReturnType<typeof refundsOf>;
beforeAll(async () => {
  system = await startSales();
  refunds = refundsOf(system);
}, 60_000);
afterAll(() => system.dispose());

const admin = anActor('ADMIN');
const LIST = `query ($first: Int, $after: String, $filter: RefundFilter) {
  refunds(first: $first, after: $after, filter: $filter) { edges { node { id status } cursor } pageInfo { hasNextPage endCursor } } }`;

const idsIn = (connection: Loose | undefined): string[] =>
  (connection?.edges as unknown as { node: { id: string } }[]).map(({ node }) => node.id);

async function aSale(rest: Parameters<typeof twoLines>[0] = {}): Promise<SaleOrder> {
  const order = twoLines(rest);
  await refunds.sold(order);
  return order;
}

/** One unit of the first line. */
async function requested(order: SaleOrder): Promise<string> {
  const lines = [{ saleLineId: order.lines[0]?.lineId ?? '', quantity: 1 }];
  return String(refunds.refundIn(await refunds.request(buyerOf(order), order.saleId, { lines })).id);
}

describe('refunds', () => {
  it('are listed page by page, newest first, with no gap and no repetition', async () => {
    const userId = randomUUID();
    const made: string[] = [];
    for (let i = 0; i < 7; i++) made.push(await requested(await aSale({ userId })));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const variables = { first: 3, after };
      const { data, codes } = await system.ask(anActor('CLIENT', [], userId), LIST, variables);
      expect(codes).toEqual([]);
      seen.push(...idsIn(data.refunds));
      const { hasNextPage, endCursor } = data.refunds?.pageInfo as unknown as {
        hasNextPage: boolean;
        endCursor: string;
      };
      after = hasNextPage ? endCursor : null;
    } while (after);
    expect(seen).toEqual(made.reverse());
  });

  it('are filtered by status, store, sale and buyer, and by all of them', async () => {
    const [one, two] = [await aSale(), await aSale()];
    const [waiting, approved, other] = [await requested(one), await requested(one), await requested(two)];
    await refunds.approve(admin, approved);
    const list = async (filter: object) => idsIn((await system.ask(admin, LIST, { filter })).data.refunds).sort();
    expect(await list({ saleId: one.saleId })).toEqual([waiting, approved].sort());
    expect(await list({ storeId: two.storeId })).toEqual([other]);
    expect(await list({ userId: one.userId, status: 'APPROVED' })).toEqual([approved]);
    expect(await list({ storeId: one.storeId, saleId: one.saleId, status: 'REQUESTED' })).toEqual([waiting]);
    expect(await list({ storeId: two.storeId, saleId: one.saleId })).toEqual([]);
    for (const filter of [{ saleId: 'nonsense' }, { storeId: '' }]) expect(await list(filter)).toEqual([]);
  });

  it('take no cursor of another list', async () => {
    for (const after of ['nonsense', encodeCursor([1, randomUUID()]), encodeCursor(['1 (abc)', randomUUID()])])
      expect((await system.ask(admin, LIST, { after })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await system.ask(admin, LIST, { first: 101 })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('of many sales are read in one statement, with their lines; many references too', async () => {
    const userId = randomUUID();
    const orders = await Promise.all(Array.from({ length: 5 }, () => aSale({ userId })));
    const ids = await Promise.all(orders.map(requested));
    const query = jest.spyOn(system.pool, 'query');
    const refundStatements = () => query.mock.calls.filter(([text]) => JSON.stringify(text).includes('FROM refund'));
    const { data } = await system.ask(
      anActor('CLIENT', [], userId),
      '{ sales { edges { node { id refunds(first: 2) { edges { node { id lines { quantity } sale { id } } } } } } } }',
    );
    const nodes = (data.sales?.edges as unknown as { node: { id: string; refunds: Loose } }[]).map(({ node }) => node);
    const expected = Object.fromEntries(orders.map(({ saleId }, at) => [saleId, [ids[at]]]));
    expect(Object.fromEntries(nodes.map(({ id, refunds: page }) => [id, idsIn(page)]))).toEqual(expected);
    expect(refundStatements()).toHaveLength(1);
    query.mockClear();
    const representations = ids.map((id) => ({ __typename: 'Refund', id }));
    const entities = await system.ask(
      admin,
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Refund { id amount { amountMinor } lines { quantity } } } }',
      { r: representations },
    );
    expect((entities.data._entities as unknown as Loose[]).map(({ id }) => String(id))).toEqual(ids);
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });
});

describe('who may read', () => {
  let order: SaleOrder;
  let id: string;
  let people: Record<string, Actor | null>;
  beforeAll(async () => {
    order = await aSale();
    id = await requested(order);
    people = {
      nobody: null,
      buyer: buyerOf(order),
      shopper: anActor('CLIENT'),
      agent: anActor('AGENT'),
      manager: managerOf(order),
      'other manager': anActor('MANAGER', [randomUUID()]),
      admin,
    };
  });

  async function allowed(query: string, variables: object): Promise<string[]> {
    const answers = await Promise.all(
      Object.entries(people).map(async ([name, actor]) => {
        const { data, codes } = await system.ask(actor, query, variables);
        const sees = JSON.stringify(data).includes(id);
        if (!sees && codes.length > 0) expect([name, codes]).toEqual([name, [actor ? 'FORBIDDEN' : 'UNAUTHENTICATED']]);
        return sees ? [name] : [];
      }),
    );
    return answers.flat();
  }

  it('one refund: whoever may read its sale', async () => {
    expect(await allowed('query ($id: ID!) { refund(id: $id) { id } }', { id })).toEqual(['buyer', 'manager', 'admin']);
    for (const none of [randomUUID(), 'nonsense', ''])
      expect(await system.ask(admin, 'query ($id: ID!) { refund(id: $id) { id } }', { id: none })).toEqual({
        ...{ data: { refund: null }, codes: [] },
      });
  });

  it('what a complaint refers to: agents as well', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Refund { id reason sale { id } } } }';
    const readers = await allowed(query, { r: [{ __typename: 'Refund', id }] });
    expect(readers).toEqual(['buyer', 'agent', 'manager', 'admin']);
  });

  it('lists: what is theirs, and nothing else', async () => {
    expect(await allowed('{ refunds(first: 100) { edges { node { id } } } }', {})).toEqual([
      'buyer',
      'manager',
      'admin',
    ]);
    const ofStore = `{ refunds(filter: { storeId: "${order.storeId}" }) { edges { node { id } } } }`;
    expect(await allowed(ofStore, {})).toEqual(['buyer', 'manager', 'admin']);
    const ofBuyer = `{ refunds(filter: { userId: "${order.userId}" }) { edges { node { id } } } }`;
    expect(await allowed(ofBuyer, {})).toEqual(['buyer', 'manager', 'admin']);
    const ofSale = `{ refunds(filter: { saleId: "${order.saleId}" }) { edges { node { id } } } }`;
    expect(await allowed(ofSale, {})).toEqual(['buyer', 'manager', 'admin']);
  });
});

describe('live', () => {
  it('saleUpdated shows each refund as a version of the sale, and ends when everything is back', async () => {
    const order = await aSale();
    const { stream } = await system.open(
      buyerOf(order),
      `subscription ($id: ID!) { saleUpdated(saleId: $id, afterVersion: 2) {
         version status refundedTotal { amountMinor } lines { refundedQuantity refundableQuantity } refunds { edges { node { status } } } } }`,
      { id: order.saleId },
    );
    if (!stream) throw new Error('The subscription was refused.');
    const next = async () => (await stream.next()).value?.data?.saleUpdated as Loose | undefined;
    expect(await next()).toMatchObject({ version: 3, status: 'CONFIRMED', refunds: { edges: [] } });
    await refunds.refunded(order, { lines: [{ saleLineId: order.lines[0]?.lineId ?? '', quantity: 1 }] });
    expect(await next()).toMatchObject({
      ...{ version: 4, status: 'PARTIALLY_REFUNDED', refundedTotal: { amountMinor: 500 } },
      lines: [
        { refundedQuantity: 1, refundableQuantity: 2 },
        { refundedQuantity: 0, refundableQuantity: 2 },
      ],
      refunds: { edges: [{ node: {} }] },
    });
    await refunds.refunded(order);
    expect(await next()).toMatchObject({ version: 5, status: 'REFUNDED', refundedTotal: { amountMinor: 1_750 } });
    expect((await stream.next()).done).toBe(true);
  });

  it('joined late tells the same versions from the events', async () => {
    const order = await aSale();
    await refunds.refunded(order, { lines: [{ saleLineId: order.lines[1]?.lineId ?? '', quantity: 2 }] });
    await refunds.refunded(order);
    const { stream } = await system.open(
      buyerOf(order),
      'subscription ($id: ID!) { saleUpdated(saleId: $id, afterVersion: 0) { version status refundedAt } }',
      { id: order.saleId },
    );
    const seen: unknown[] = [];
    for await (const { data } of stream ?? []) {
      const { version, status, refundedAt } = data?.saleUpdated as {
        version: number;
        status: string;
        refundedAt: string;
      };
      seen.push([version, status, refundedAt !== null]);
    }
    expect(seen).toEqual([
      [1, 'PENDING', false],
      [2, 'PENDING', false],
      [3, 'CONFIRMED', false],
      [4, 'PARTIALLY_REFUNDED', true],
      [5, 'REFUNDED', true],
    ]);
  });

  it('saleActivity shows it to the managers of the store', async () => {
    const order = await aSale();
    const refund = await refunds.approved(order);
    const { stream } = await system.open(managerOf(order), 'subscription { saleActivity { id status } }');
    const first = stream?.next();
    await refunds.run('payRefund', refund);
    expect((await first)?.value?.data?.saleActivity).toEqual({ id: order.saleId, status: 'REFUNDED' });
    await stream?.return(undefined);
  });
});
