import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { complaintStream, consumersOf, type ResolutionOrder, type SaleOrder } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import {
  appendEvents,
  openQueues,
  startConsumer,
  startRelay,
  type NewEvent,
  type WorkerBase,
} from '@comptoir/messaging';
import { buildSagasWorker } from '@comptoir/sagas/worker';
import { createLogger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { startChain, type Chain } from './chain.ts';

const log = createLogger('resolution-test', 'silent');
let chain: Chain;
let storeId: string;
let tea: string;
const stops: (() => Promise<unknown>)[] = [];

/** The chain with the roads between its contexts: what complaints and sales tell reaches the sagas, whose worker carries them out. */
beforeAll(async () => {
  chain = await startChain();
  const shelf = await chain.catalog.aShelf(100);
  [storeId, [tea = '']] = [shelf.storeId, shelf.productIds];
  const redisUrl = process.env.TEST_REDIS_URL ?? null;
  const queues = await openQueues({
    ...{ redisUrl, postgresUrl: process.env.TEST_DATABASE_URL ?? null, service: 'test', log, prefix: randomUUID() },
  });
  const base: WorkerBase = { pool: chain.pool, bus: chain.sales.bus, queues, log, service: 'test', demo: true };
  const worker = buildSagasWorker(base, chain.steps);
  const started = await worker.start();
  const consumers = worker.handlers.map((handler) => startConsumer({ ...base, handler }));
  const relays = (['sales', 'complaints'] as const).map((source) => {
    const routes = consumersOf(source).filter(({ consumer }) => consumer.name === 'sagas');
    return startRelay({ ...base, pool: source === 'sales' ? chain.sales.pool : chain.complaints, source, routes });
  });
  stops.push(...relays.map((relay) => () => relay.stop()), ...consumers.map((consumer) => () => consumer.stop()));
  stops.push(started.stop, () => queues.close(), () => chain.dispose()); // prettier-ignore
}, 60_000);
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function aSale(quantity = 3, wish: Partial<SaleOrder> = {}): Promise<SaleOrder> {
  const order = { ...chain.anOrder(storeId, [[tea, quantity]]), ...wish };
  await chain.buy([order]);
  return order;
}

/** A complaint about a sale, as its events tell it. */
function aComplaint({ userId, saleId, storeId: ofStore }: SaleOrder) {
  const complaintId = uuidv7();
  const [at, agent] = [new Date().toISOString(), randomUUID()];
  const facts = { number: 1, customerId: userId, saleId, storeId: ofStore };
  let version = 0;

  async function append(type: NewEvent['type'], data: object): Promise<void> {
    const stream = { streamId: complaintId, streamType: 'complaint', streamVersion: ++version };
    const metadata = { correlationId: randomUUID(), userId: agent, source: 'complaints' as const };
    await inTransaction(chain.complaints, (client) =>
      appendEvents(client, [{ ...stream, type, data: { ...facts, ...data }, metadata }]),
    );
  }

  const folded = async () => {
    const { rows } = await chain.complaints.query<complaintStream.ComplaintStreamEvent>(
      'SELECT type, data FROM event WHERE stream_id = $1 ORDER BY stream_version',
      [complaintId],
    );
    version = rows.length;
    return {
      fold: rows.reduce(complaintStream.apply, complaintStream.initial),
      last: rows.at(-1),
    };
  };

  return {
    file: () =>
      append('ComplaintFiled', {
        ...{ title: null, description: null, category: 'PRODUCT_DEFECT', priority: 'LOW' },
        ...{ requestedResolution: null, filedAt: at },
      }),
    /** What an agent has promised, until it is done or has failed. */
    async resolve(resolution: ResolutionOrder['resolution'], lines: ResolutionOrder['lines'] = []) {
      const settlement = { sagaId: uuidv7(), settlementId: uuidv7(), lines };
      const promise = { resolution, outcome: 'PENDING', comment: null, settlement, resolvedBy: agent, resolvedAt: at };
      await append('ComplaintResolved', promise);
      return eventually(
        async () => {
          const now = await folded();
          return now.fold?.settlingSagaId === null && { ...now, ...settlement };
        },
        { within: 15_000, what: 'the end of the resolution' },
      );
    },
  };
}

const sagaOf = async (id: string) => (await chain.pool.query<{ state: string; error: string | null }>('SELECT state, error FROM saga WHERE id = $1', [id])).rows[0]; // prettier-ignore
const soundBooks = async () => expect((await chain.compare()).findings).toEqual([]);
const one = (order: SaleOrder) => [{ saleLineId: order.lines[0]?.lineId ?? '', quantity: 1 }];

it('a refund is paid by a saga of its own, and the complaint is done behind it', async () => {
  const order = await aSale();
  const complaint = aComplaint(order);
  await complaint.file();
  const { fold, sagaId, settlementId } = await complaint.resolve('REFUND', one(order));
  expect(fold).toMatchObject({ status: 'RESOLVED', resolution: 'REFUND', resolutionOutcome: 'DONE' });
  await eventually(async () => (await sagaOf(sagaId))?.state === 'RESOLUTION_COMPLETED');
  expect(await chain.sales.folded(order)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refundedMinor: 100 });
  const { rows } = await chain.sales.pool.query('SELECT status, restock FROM refund WHERE id = $1', [settlementId]);
  expect(rows).toEqual([{ status: 'COMPLETED', restock: false }]);
  await soundBooks();
}, 30_000);

it('a credit pays for the next order, all of it, and nothing is asked of the bank', async () => {
  const order = await aSale();
  const complaint = aComplaint(order);
  await complaint.file();
  const { fold, settlementId } = await complaint.resolve('STORE_CREDIT');
  expect(fold).toMatchObject({ resolutionOutcome: 'DONE' });
  const by = { userId: order.userId, payment: { method: 'STORE_CREDIT' as const, token: null } };
  const next = await aSale(2, by);
  expect(await chain.sales.folded(next)).toMatchObject({ status: 'CONFIRMED', payment: { method: 'STORE_CREDIT', state: 'CAPTURED' } }); // prettier-ignore
  expect(await chain.sales.ledger(next)).toEqual([]);
  const left = await chain.sales.pool.query('SELECT remaining_minor AS left FROM store_credit WHERE id = $1', [
    settlementId,
  ]);
  expect(left.rows).toEqual([{ left: 100 }]);
  const tooMuch = await aSale(2, by);
  expect(await chain.sales.folded(tooMuch)).toMatchObject({ status: 'CANCELLED', payment: { state: 'DECLINED' } });
  await chain.giveBack(next, 1);
  await soundBooks();
}, 30_000);

it('a replacement is sold at no charge, and taken off the shelf', async () => {
  const order = await aSale();
  const before = await chain.catalog.level(storeId, tea);
  const complaint = aComplaint(order);
  await complaint.file();
  const { fold, settlementId } = await complaint.resolve('REPLACEMENT', one(order));
  expect(fold).toMatchObject({ resolutionOutcome: 'DONE' });
  const { rows } = await chain.sales.pool.query('SELECT kind, status, total_minor AS total FROM sale WHERE id = $1', [
    settlementId,
  ]);
  expect(rows).toEqual([{ kind: 'REPLACEMENT', status: 'CONFIRMED', total: 0 }]);
  expect((await chain.catalog.level(storeId, tea))?.onHand).toBe((before?.onHand ?? 0) - 1);
  await soundBooks();
}, 30_000);

it('what cannot be done is undone, the complaint is in progress again and says why, and may be resolved otherwise', async () => {
  const { storeId: small, productIds: [rare = ''] } = await chain.catalog.aShelf(1); // prettier-ignore
  const order = chain.anOrder(small, [[rare, 1]]);
  await chain.buy([order]);
  const complaint = aComplaint(order);
  await complaint.file();
  const failed = await complaint.resolve('REPLACEMENT');
  expect(failed.fold).toMatchObject({ status: 'IN_PROGRESS', resolution: null, resolutionOutcome: null });
  expect(failed.last).toMatchObject({ type: 'ComplaintResolutionFailed', data: { error: 'REPLACEMENT_CANCELLED' } });
  await eventually(async () => (await sagaOf(failed.sagaId))?.state === 'COMPENSATED');
  const { fold } = await complaint.resolve('STORE_CREDIT');
  expect(fold).toMatchObject({ status: 'RESOLVED', resolutionOutcome: 'DONE' });
  const again = aComplaint(order);
  await again.file();
  const { last, sagaId } = await again.resolve('REFUND');
  expect(last).toMatchObject({ type: 'ComplaintResolutionFailed', data: { error: 'NOTHING_TO_REFUND' } });
  await eventually(async () => (await sagaOf(sagaId))?.state === 'FAILED');
  await soundBooks();
}, 30_000);
