import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestClient } from '@comptoir/testing';
import { buy, follow, readStock, stockedProduct } from './operations.ts';
import { startTopology, type Topology, type TopologyName } from './topology.ts';

const ROAD = [
  'INITIATED',
  'REFUND_VALIDATING',
  'REFUND_VALIDATED',
  'PAYMENT_REFUNDING',
  'PAYMENT_REFUNDED',
  'STOCK_RESTORING',
  'STOCK_RESTORED',
  'REFUND_COMPLETING',
  'REFUND_COMPLETED',
];

type Refund = { id: string; status: string; saga: { id: string; type: string; state: string } | null };
type Answer = { __typename: string; code?: string; refund?: Refund };
type SaleVersion = { version: number; status: string; refundedTotal: { amountMinor: number } };

const FIELDS = '__typename ... on Problem { message code }';

async function ask(client: TestClient, name: string, input: object): Promise<Answer> {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const answer = await client.data<Record<string, Answer>>(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${FIELDS}
       ... on ${type}Success { refund { id status saga { id type state } } } } }`,
    { input },
  );
  if (!answer[name]) throw new Error(`${name} was not answered.`);
  return answer[name];
}

async function refundOf(client: TestClient, name: string, input: object): Promise<Refund> {
  const answer = await ask(client, name, input);
  if (!answer.refund) throw new Error(`${name} was refused: ${JSON.stringify(answer)}`);
  return answer.refund;
}

describe.each<TopologyName>(['system', 'fleet'])('a refund, on the %s topology', (name) => {
  let topology: Topology;
  let admin: TestClient;
  let manager: TestClient;
  let shopper: TestClient;

  beforeAll(async () => {
    topology = await startTopology(name);
    admin = await topology.person('admin');
    manager = await topology.person('manager');
    shopper = await topology.shopper(1);
  }, 180_000);
  afterAll(() => topology?.stop(), 60_000);

  /** A sale of three units of a new product of which there were ten. */
  async function sold() {
    const shelf = await stockedProduct(admin, 10, 1_000);
    const { sagaId, saleId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 3 }],
    });
    await follow(shopper, sagaId);
    const { sale } = await shopper.data<{ sale: { lines: { id: string }[] } }>(
      'query ($id: ID!) { sale(id: $id) { lines { id } } }',
      { id: saleId },
    );
    return { shelf, saleId, lineId: sale.lines[0]?.id ?? '' };
  }

  const completed = (client: TestClient, id: string) =>
    eventually(
      async () => {
        const { refund } = await client.data<{ refund: Refund }>('query ($id: ID!) { refund(id: $id) { id status } }', {
          id,
        });
        return refund.status === 'COMPLETED';
      },
      { within: 30_000, what: `refund ${id} to be completed` },
    );

  it('is asked for, approved, paid back and put back on the shelf, part by part, and the shopper sees it live', async () => {
    const { shelf, saleId, lineId } = await sold();
    const versions = shopper.subscribe<SaleVersion>(
      'subscription ($id: ID!) { saleUpdated(saleId: $id) { version status refundedTotal { amountMinor } } }',
      { id: saleId },
    );
    const seen: [number, string, number][] = [];
    const watching = (async () => {
      for await (const { version, status, refundedTotal } of versions)
        if (seen.push([version, status, refundedTotal.amountMinor]) && status === 'REFUNDED') return;
    })();
    await eventually(() => seen.length > 0, { what: 'the present state of the sale' });

    const lines = [{ saleLineId: lineId, quantity: 1 }];
    const request = { saleId, lines, reason: 'Too large.', idempotencyKey: randomUUID() };
    const asked = await refundOf(shopper, 'requestRefund', request);
    expect(asked).toMatchObject({ status: 'REQUESTED', saga: null });
    expect((await refundOf(shopper, 'requestRefund', request)).id).toBe(asked.id);
    await refundOf(manager, 'approveRefund', { refundId: asked.id });
    await completed(shopper, asked.id);
    expect(await readStock(admin, shelf.productId, shelf.storeId)).toEqual({ onHand: 8, reserved: 0, available: 8 });

    const rest = await refundOf(shopper, 'requestRefund', { saleId, idempotencyKey: randomUUID() });
    await refundOf(admin, 'approveRefund', { refundId: rest.id });
    await watching;
    await completed(shopper, rest.id);
    expect(seen).toEqual([
      [3, 'CONFIRMED', 0],
      [4, 'PARTIALLY_REFUNDED', 1_000],
      [5, 'REFUNDED', 3_000],
    ]);
    expect(await readStock(admin, shelf.productId, shelf.storeId)).toEqual({ onHand: 10, reserved: 0, available: 10 });
  }, 90_000);

  it('runs a saga of its own through every state, and the sale tells of it', async () => {
    const { saleId } = await sold();
    const { id } = await refundOf(shopper, 'requestRefund', { saleId, idempotencyKey: randomUUID() });
    await refundOf(manager, 'approveRefund', { refundId: id });
    await completed(shopper, id);
    const { sale } = await shopper.data<{ sale: { status: string; refunds: { edges: { node: Refund }[] } } }>(
      'query ($id: ID!) { sale(id: $id) { status refunds { edges { node { id status saga { id type state } } } } } }',
      { id: saleId },
    );
    const [refund] = sale.refunds.edges.map(({ node }) => node);
    expect([sale.status, refund]).toMatchObject(['REFUNDED', { id, status: 'COMPLETED', saga: { type: 'REFUND' } }]);
    const states = await follow(shopper, refund?.saga?.id ?? '', 0, ({ state }) => state === 'REFUND_COMPLETED');
    expect(states).toEqual(ROAD.map((state, at) => ({ version: at + 1, state })));
  }, 90_000);

  it('leaves the goods away where they are not to be restocked, and is never more than was sold', async () => {
    const { shelf, saleId, lineId } = await sold();
    const lines = [{ saleLineId: lineId, quantity: 2 }];
    const broken = { saleId, lines, restock: false, idempotencyKey: randomUUID() };
    const { id } = await refundOf(shopper, 'requestRefund', broken);
    expect(await ask(shopper, 'requestRefund', { ...broken, idempotencyKey: randomUUID() })).toMatchObject({
      ...{ __typename: 'ExceedsRefundableProblem', code: 'EXCEEDS_REFUNDABLE' },
    });
    await refundOf(manager, 'approveRefund', { refundId: id });
    await completed(shopper, id);
    expect(await readStock(admin, shelf.productId, shelf.storeId)).toEqual({ onHand: 7, reserved: 0, available: 7 });
  }, 90_000);

  it('that is rejected gives its units back to other requests', async () => {
    const { saleId } = await sold();
    const { id } = await refundOf(shopper, 'requestRefund', { saleId, idempotencyKey: randomUUID() });
    const again = { saleId, idempotencyKey: randomUUID() };
    expect(await ask(shopper, 'requestRefund', again)).toMatchObject({ __typename: 'NothingToRefundProblem' });
    const rejection = { refundId: id, reason: 'Worn for a year.' };
    expect(await refundOf(manager, 'rejectRefund', rejection)).toMatchObject({ status: 'REJECTED', saga: null });
    expect(await ask(manager, 'approveRefund', { refundId: id })).toMatchObject({
      __typename: 'RefundAlreadyDecidedProblem',
    });
    await refundOf(shopper, 'requestRefund', again);
  }, 90_000);
});
