import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SaleOrder } from '@comptoir/contracts';
import { encodeCursor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import { anActor, anOrder, startSales, type Loose, type TestSales } from './harness.ts';

let system: TestSales;
beforeAll(async () => {
  system = await startSales();
}, 60_000);
afterAll(() => system.dispose());

const admin = anActor('ADMIN');

async function sold(...orders: SaleOrder[]): Promise<SaleOrder[]> {
  for (const step of ['openSales', 'capturePayment', 'confirmSale'] as const) await system.run(step, ...orders);
  return orders;
}

describe('one sale', () => {
  it('is read whole as soon as it is opened, and as it ended', async () => {
    const order = anOrder({
      lines: [
        { quantity: 2, unitPriceMinor: 500 },
        { quantity: 1, unitPriceMinor: 99 },
      ],
    });
    const read = async () =>
      (
        await system.ask(
          anActor('CLIENT', [], order.userId),
          `query ($id: ID!) { sale(id: $id) {
             id number kind status version store { id } user { id } total { amountMinor currency } refundedTotal { amountMinor }
             lines { id productName quantity unitPrice { amountMinor } lineTotal { amountMinor } refundedQuantity product { id } }
             payment { id method state amount { amountMinor } declineCode capturedAt } createdAt updatedAt confirmedAt cancelledAt } }`,
          { id: order.saleId },
        )
      ).data.sale as Loose;
    const [opened] = (await system.sales.internal.openSale?.([order])) as { number: number }[];
    const sale = await read();
    expect(sale).toMatchObject({
      ...{ id: order.saleId, number: opened?.number, kind: 'SALE', status: 'PENDING', version: 1 },
      ...{ store: { id: order.storeId }, user: { id: order.userId }, confirmedAt: null, cancelledAt: null },
      total: { amountMinor: 1_099, currency: 'CAD' },
      refundedTotal: { amountMinor: 0 },
      payment: {
        id: order.paymentId,
        method: 'CARD',
        state: 'PENDING',
        amount: { amountMinor: 1_099 },
        declineCode: null,
      },
    });
    expect(sale.lines).toEqual(
      order.lines.map(({ lineId, productId, productName, quantity, unitPriceMinor }) => ({
        ...{ id: lineId, productName, quantity, product: { id: productId }, refundedQuantity: 0 },
        ...{ unitPrice: { amountMinor: unitPriceMinor }, lineTotal: { amountMinor: unitPriceMinor * quantity } },
      })),
    );
    await system.run('capturePayment', order);
    await system.run('confirmSale', order);
    const confirmed = await read();
    expect(confirmed).toMatchObject({
      status: 'CONFIRMED',
      version: 3,
      payment: { state: 'CAPTURED' },
      updatedAt: confirmed.confirmedAt,
    });
    expect(confirmed.confirmedAt).not.toBeNull();
  });

  it('that does not exist is null without an error, whatever the id looks like', async () => {
    for (const id of [randomUUID(), 'nonsense', '']) {
      const { data, codes } = await system.ask(admin, 'query ($id: ID!) { sale(id: $id) { id } }', { id });
      expect([data, codes]).toEqual([{ sale: null }, []]);
    }
  });

  it('is told to other contexts: whose it is', async () => {
    const [order] = await sold(anOrder());
    const owners = await system.sales.internal.saleOwner?.([{ saleId: order?.saleId }, { saleId: randomUUID() }]);
    expect(owners).toEqual([{ userId: order?.userId, storeId: order?.storeId }, null]);
  });
});

describe('who may read what', () => {
  const order = anOrder();
  const elsewhere = randomUUID();
  const people: Record<string, Actor | null> = {
    nobody: null,
    buyer: anActor('CLIENT', [], order.userId),
    shopper: anActor('CLIENT'),
    agent: anActor('AGENT'),
    manager: anActor('MANAGER', [order.storeId]),
    'other manager': anActor('MANAGER', [elsewhere]),
    admin,
  };
  beforeAll(() => sold(order));

  const entity = (type: string, id: string, fields: string) =>
    [
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
      { r: [{ __typename: type, id }] },
    ] as const;
  const list = (args: string) => [`query { sales(${args}) { edges { node { id } } } }`, {}] as const;
  const page = 'sales { edges { node { id } } }';

  const operations: [string, readonly [string, object], string[]][] = [
    ['sale', ['query ($id: ID!) { sale(id: $id) { id } }', { id: order.saleId }], ['buyer', 'manager', 'admin']],
    // What a complaint refers to is for agents; they cannot look for it.
    [
      'Sale as an entity',
      entity('Sale', order.saleId, 'id total { amountMinor }'),
      ['buyer', 'agent', 'manager', 'admin'],
    ],
    ['User.sales of the buyer', entity('User', order.userId, page), ['buyer', 'manager', 'other manager', 'admin']],
    ['Store.sales', entity('Store', order.storeId, page), ['manager', 'admin']],
    [
      'sales of the store',
      list(`filter: { storeId: "${order.storeId}" }`),
      ['buyer', 'shopper', 'agent', 'manager', 'admin'],
    ],
    [
      'sales of the buyer',
      list(`filter: { userId: "${order.userId}" }`),
      ['buyer', 'manager', 'other manager', 'admin'],
    ],
    ['sales', list('first: 5'), ['buyer', 'shopper', 'agent', 'manager', 'other manager', 'admin']],
  ];
  it.each(operations)('%s', async (_name, [query, variables], allowed) => {
    for (const [name, actor] of Object.entries(people)) {
      const { codes } = await system.ask(actor, query, variables);
      expect([name, codes]).toEqual([name, allowed.includes(name) ? [] : [actor ? 'FORBIDDEN' : 'UNAUTHENTICATED']]);
    }
  });

  it('lists to each what is theirs, and nothing else', async () => {
    const sees = async (name: string, [query, variables]: readonly [string, object]) =>
      JSON.stringify((await system.ask(people[name] ?? null, query, variables)).data).includes(order.saleId);
    const all = list('first: 100');
    const seen = await Promise.all(Object.keys(people).map((name) => sees(name, all)));
    expect(Object.keys(people).filter((_, i) => seen[i])).toEqual(['buyer', 'manager', 'admin']);
    expect(await sees('other manager', entity('User', order.userId, page))).toBe(false);
    expect(await sees('shopper', list(`filter: { storeId: "${order.storeId}" }`))).toBe(false);
  });
});

describe('lists', () => {
  const userId = randomUUID();
  const storeIds = [randomUUID(), randomUUID()];
  let orders: SaleOrder[];
  beforeAll(async () => {
    orders = Array.from({ length: 23 }, (_, i) =>
      anOrder({
        userId: i % 3 === 0 ? randomUUID() : userId,
        storeId: storeIds[i % 2] ?? '',
        lines: [{ quantity: 1, unitPriceMinor: 100 * (i % 4) + 1 }],
      }),
    );
    await sold(...orders.slice(0, 20));
    await system.run('openSales', ...orders.slice(20));
    await system.run('cancelSale', ...orders.slice(20, 22));
    // Many at the very same moment: the id tells them apart.
    await system.pool.query(`UPDATE sale SET created_at = date_trunc('minute', created_at) WHERE user_id = $1`, [
      userId,
    ]);
  });

  async function walk(actor: Actor, args: string, first: number): Promise<Loose[]> {
    const nodes: Loose[] = [];
    for (let after: string | null = null; ;) {
      const { data, codes } = await system.ask(
        actor,
        `query ($first: Int, $after: String) { sales(first: $first, after: $after, ${args}) {
           edges { cursor node { id createdAt total { amountMinor } status } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
        { first, after },
      );
      expect(codes).toEqual([]);
      const { edges, pageInfo } = data.sales as unknown as {
        edges: { node: Loose }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
      };
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      nodes.push(...edges.map(({ node }) => node));
      if (!pageInfo.hasNextPage) return nodes;
      after = pageInfo.endCursor;
    }
  }

  const idsOf = (nodes: Loose[]) => nodes.map(({ id }) => String(id));
  const expected = (of: (order: SaleOrder) => boolean) =>
    orders
      .filter(of)
      .map(({ saleId }) => saleId)
      .sort();

  it.each([1, 2, 7, 100])(
    'are walked in pages of %i without a repeat or a gap, for each kind of reader',
    async (first) => {
      const buyer = anActor('CLIENT', [], userId);
      expect(idsOf(await walk(buyer, '', first)).sort()).toEqual(expected((o) => o.userId === userId));
      const manager = anActor('MANAGER', [storeIds[0] ?? ''], userId);
      expect(idsOf(await walk(manager, '', first)).sort()).toEqual(
        expected((o) => o.userId === userId || o.storeId === storeIds[0]),
      );
      const both = anActor('MANAGER', storeIds);
      expect(idsOf(await walk(both, '', first)).sort()).toEqual(expected(() => true));
    },
  );

  it('go by age or by total, either way', async () => {
    const manager = anActor('MANAGER', storeIds);
    const newest = await walk(manager, '', 4);
    const ages = newest.map(({ createdAt }) => String(createdAt));
    expect(ages).toEqual([...ages].sort().reverse());
    expect(idsOf(await walk(manager, 'orderBy: { direction: ASC }', 4))).toEqual(idsOf(newest).reverse());
    const totals = (await walk(manager, 'orderBy: { field: TOTAL }', 4)).map(({ total }) => Number(total?.amountMinor));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    expect(totals).toHaveLength(23);
  });

  it('keep what meets all of a filter', async () => {
    const list = async (filter: string) => idsOf(await walk(admin, `filter: { ${filter} }`, 5)).sort();
    const store = `storeId: "${storeIds[1]}"`;
    expect(await list(`${store}, userId: "${userId}"`)).toEqual(
      expected((o) => o.storeId === storeIds[1] && o.userId === userId),
    );
    const cancelled = new Set(orders.slice(20, 22).map(({ saleId }) => saleId));
    expect(await list(`${store}, status: CANCELLED`)).toEqual(
      expected((o) => o.storeId === storeIds[1] && cancelled.has(o.saleId)),
    );
    expect(await list(`userId: "${userId}", kind: REPLACEMENT`)).toEqual([]);
    expect(await list(`userId: "${userId}", to: "2020-01-01T00:00:00Z"`)).toEqual([]);
    expect(await list(`userId: "${userId}", from: "2020-01-01T00:00:00Z"`)).toEqual(
      expected((o) => o.userId === userId),
    );
    expect(await list('userId: "nonsense"')).toEqual([]);
  });

  it('refuse what is no page', async () => {
    const codes = async (args: string) =>
      (await system.ask(admin, `{ sales(${args}) { edges { node { id } } } }`)).codes;
    expect(await codes('first: 101')).toEqual(['BAD_USER_INPUT']);
    expect(await codes('first: 0')).toEqual(['BAD_USER_INPUT']);
    expect(await codes('after: "x"')).toEqual(['BAD_USER_INPUT']);
    const { data } = await system.ask(admin, '{ sales(first: 1) { pageInfo { endCursor } } }');
    const cursor = (data.sales as unknown as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
    expect(await codes(`after: "${cursor}", orderBy: { field: TOTAL }`)).toEqual(['BAD_USER_INPUT']);
    const moment = '2026-02-03T04:05:06.789Z';
    const at = (key: string, id: string = randomUUID()) => codes(`after: "${encodeCursor([key, id])}"`);
    expect(await at(moment)).toEqual([]);
    for (const key of ['1 (abc)', '2026', '2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z'])
      expect(await at(key)).toEqual(['BAD_USER_INPUT']);
    expect(await at(moment, 'x')).toEqual(['BAD_USER_INPUT']);
  });

  it('read any number of references with one statement, and their lines with one more', async () => {
    const r = [...orders, ...orders].map(({ saleId }) => ({ __typename: 'Sale', id: saleId }));
    const query = jest.spyOn(system.pool, 'query');
    const fields = 'status total { amountMinor } payment { state }';
    const { data } = await system.ask(
      admin,
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Sale { ${fields} } } }`,
      { r },
    );
    expect(data._entities).toHaveLength(46);
    expect(query.mock.calls).toHaveLength(1);
    query.mockClear();
    await system.ask(
      admin,
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Sale { lines { quantity } } } }`,
      { r },
    );
    expect(query.mock.calls).toHaveLength(2);
    query.mockRestore();
  });
});
