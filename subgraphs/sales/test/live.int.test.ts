import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import type { ExecutionResult } from 'graphql';
import { anActor, anOrder, startSales, type TestSales } from './harness.ts';

let system: TestSales;
beforeAll(async () => {
  system = await startSales();
}, 60_000);
afterAll(() => system.dispose());

const UPDATED = `subscription ($id: ID!, $after: Int) {
  saleUpdated(saleId: $id, afterVersion: $after) { version status updatedAt payment { state } lines { quantity } user { id } }
}`;

type Version = { version: number; status: string; payment: { state: string } };

async function take(stream: AsyncGenerator<ExecutionResult>, count: number): Promise<Version[]> {
  const seen: Version[] = [];
  while (seen.length < count) {
    const { value, done } = await stream.next();
    if (done) break;
    expect(value.errors).toBeUndefined();
    seen.push(Object.values(value.data ?? {})[0] as Version);
  }
  return seen;
}

const short = (versions: Version[]) =>
  versions.map(({ version, status, payment }) => `${version} ${status} ${payment.state}`);

async function follow(order: ReturnType<typeof anOrder>, after?: number) {
  const { stream } = await system.open(anActor('CLIENT', [], order.userId), UPDATED, { id: order.saleId, after });
  if (!stream) throw new Error('The subscription was refused.');
  return stream;
}

const WHOLE = ['1 PENDING PENDING', '2 PENDING CAPTURED', '3 CONFIRMED CAPTURED'];

describe('saleUpdated', () => {
  it('begins with what is there and sends each version as it comes', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    const stream = await follow(order);
    expect(short(await take(stream, 1))).toEqual(WHOLE.slice(0, 1));
    const rest = take(stream, 2);
    await system.run('capturePayment', order);
    await system.run('confirmSale', order);
    expect(short(await rest)).toEqual(WHOLE.slice(1));
    await stream.return(undefined);
  });

  it('joined late begins with the state it has, and goes on behind any number with the states of those versions', async () => {
    const order = anOrder();
    for (const step of ['openSales', 'capturePayment', 'confirmSale'] as const) await system.run(step, order);
    const from = async (after?: number, count = 1) => {
      const stream = await follow(order, after);
      const seen = short(await take(stream, count));
      await stream.return(undefined);
      return seen;
    };
    expect(await from()).toEqual(WHOLE.slice(2));
    expect(await from(0, 3)).toEqual(WHOLE);
    expect(await from(1, 2)).toEqual(WHOLE.slice(1));
    expect(await from(2)).toEqual(WHOLE.slice(2));
  });

  it('reads what the bus lost, in order', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    const stream = await follow(order);
    await take(stream, 1);
    // Another process moves the sale, and none of its messages but the last gets here.
    const { buildSalesWorker } = await import('../src/worker.ts');
    const silent = { publish() {}, subscribe: () => () => {}, onReconnect: () => () => {}, close: async () => {} };
    const log = { debug() {}, info() {}, warn() {}, error() {} } as never;
    const other = buildSalesWorker({
      pool: system.pool,
      bus: silent,
      log,
      service: 'other',
      demo: true,
      queues: null as never,
    });
    const call = [{ sagaId: order.sagaId, input: order }];
    await other.steps.capturePayment(call);
    await other.steps.confirmSale(call);
    const rest = take(stream, 2);
    system.bus.publish('sale', [{ key: order.saleId, sale: { ...(await system.folded(order)) } }]);
    expect(short(await rest)).toEqual(WHOLE.slice(1));
    await stream.return(undefined);
  });

  it('ends with a sale that was cancelled', async () => {
    const order = anOrder({ token: 'tok_declined' });
    for (const step of ['openSales', 'capturePayment', 'cancelSale'] as const) await system.run(step, order);
    const stream = await follow(order, 0);
    expect(short(await take(stream, 9))).toEqual(['1 PENDING PENDING', '2 PENDING DECLINED', '3 CANCELLED DECLINED']);
  });

  it('is for whoever may read the sale', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    const codes = async (actor: ReturnType<typeof anActor> | null, id = order.saleId) =>
      (await system.open(actor, UPDATED, { id })).codes;
    expect(await codes(null)).toEqual(['UNAUTHENTICATED']);
    expect(await codes(anActor('CLIENT'))).toEqual(['FORBIDDEN']);
    expect(await codes(anActor('AGENT'))).toEqual(['FORBIDDEN']);
    expect(await codes(anActor('MANAGER', [anOrder().storeId]))).toEqual(['FORBIDDEN']);
    expect(await codes(anActor('ADMIN'), 'nonsense')).toEqual(['BAD_USER_INPUT']);
  });

  it('refuses to begin behind what is no version', async () => {
    const order = anOrder();
    await system.run('openSales', order);
    const { codes } = await system.open(anActor('ADMIN'), UPDATED, { id: order.saleId, after: -1 });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('saleActivity', () => {
  const ACTIVITY =
    'subscription ($storeId: ID) { saleActivity(storeId: $storeId) { id status version payment { state } } }';

  it('shows managers their stores, and admins all or one', async () => {
    const [mine, other] = [anOrder(), anOrder()];
    const open = async (actor: ReturnType<typeof anActor>, storeId?: string) => {
      const { stream } = await system.open(actor, ACTIVITY, { storeId });
      if (!stream) throw new Error('The subscription was refused.');
      return stream;
    };
    const streams = await Promise.all([
      open(anActor('MANAGER', [mine.storeId])),
      open(anActor('ADMIN')),
      open(anActor('ADMIN'), other.storeId),
    ]);
    const firsts = streams.map((stream) => stream.next());
    await system.run('openSales', other);
    await system.run('openSales', mine);
    const ids = (await Promise.all(firsts)).map(({ value }) => (value?.data?.saleActivity as { id: string }).id);
    expect(ids).toEqual([mine.saleId, other.saleId, other.saleId]);
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  });

  it('shows no older version in place of a newer one that waits', async () => {
    const [first, order] = [anOrder(), anOrder()];
    const { stream } = await system.open(anActor('ADMIN'), ACTIVITY);
    if (!stream) throw new Error('The subscription was refused.');
    const begun = stream.next();
    await system.run('openSales', first);
    await begun;
    for (const step of ['openSales', 'capturePayment'] as const) await system.run(step, order);
    const published = (count: number) =>
      eventually(() => {
        const messages = system.published.filter(({ key }) => key === order.saleId);
        return messages.length === count && messages;
      });
    system.bus.publish('sale', (await published(2)).slice(0, 1));
    await published(3);
    expect(short(await take(stream, 1))).toEqual(['2 PENDING CAPTURED']);
    await stream.return(undefined);
  });

  it('is refused to everybody else', async () => {
    const codes = async (actor: ReturnType<typeof anActor> | null, storeId?: string) =>
      (await system.open(actor, ACTIVITY, { storeId })).codes;
    expect(await codes(null)).toEqual(['UNAUTHENTICATED']);
    expect(await codes(anActor('CLIENT'))).toEqual(['FORBIDDEN']);
    expect(await codes(anActor('AGENT'))).toEqual(['FORBIDDEN']);
    expect(await codes(anActor('MANAGER', [anOrder().storeId]), anOrder().storeId)).toEqual(['FORBIDDEN']);
  });
});
