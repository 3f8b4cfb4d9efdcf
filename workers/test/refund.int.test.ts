import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { consumersOf } from '@comptoir/contracts';
import { openQueues, startConsumer, startRelay, type WorkerBase } from '@comptoir/messaging';
import { buildSagasWorker } from '@comptoir/sagas/worker';
import { createLogger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { buyerOf, managerOf, refundsOf } from '../../subgraphs/sales/test/refunds.ts';
import { startChain, type Chain } from './chain.ts';

const log = createLogger('refund-test', 'silent');
let chain: Chain;
const stops: (() => Promise<unknown>)[] = [];

/** The chain with the roads between its contexts: the events of sales reach the sagas, whose worker carries them out. */
beforeAll(async () => {
  chain = await startChain();
  const redisUrl = process.env.TEST_REDIS_URL ?? null;
  const queues = await openQueues({
    ...{ redisUrl, postgresUrl: process.env.TEST_DATABASE_URL ?? null, service: 'test', log, prefix: randomUUID() },
  });
  const base: WorkerBase = { pool: chain.pool, bus: chain.sales.bus, queues, log, service: 'test', demo: true };
  const worker = buildSagasWorker(base, chain.steps);
  const started = await worker.start();
  const consumers = worker.handlers.map((handler) => startConsumer({ ...base, handler }));
  const routes = consumersOf('sales').filter(({ consumer }) => consumer.name === 'sagas');
  const relay = startRelay({ ...base, pool: chain.sales.pool, source: 'sales', routes });
  stops.push(() => relay.stop(), ...consumers.map((consumer) => () => consumer.stop()), started.stop);
  stops.push(() => queues.close(), () => chain.dispose()); // prettier-ignore
}, 60_000);
afterAll(async () => {
  for (const stop of stops) await stop();
});

it('an approval pays back, restocks and says so, part by part until nothing is left', async () => {
  const { storeId, productIds } = await chain.catalog.aShelf(10, 10);
  const [tea = '', pot = ''] = productIds;
  const order = chain.anOrder(storeId, [
    [tea, 3],
    [pot, 1],
    [tea, 1],
  ]);
  await chain.buy([order]);
  const refunds = refundsOf(chain.sales);
  const giveBack = async (lines?: { saleLineId: string; quantity: number }[]) => {
    const { id } = refunds.refundIn(await refunds.request(buyerOf(order), order.saleId, lines && { lines }));
    refunds.refundIn(await refunds.approve(managerOf(order), String(id)));
    return eventually(async () => {
      const refund = await refunds.folded(String(id));
      return refund?.status === 'COMPLETED' && refund;
    });
  };
  const saleLineId = order.lines[0]?.lineId ?? '';

  const first = await giveBack([{ saleLineId, quantity: 2 }]);
  expect(first.amountMinor).toBe(200);
  expect(await chain.sales.folded(order)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refundedMinor: 200 });
  expect(await chain.catalog.level(storeId, tea)).toMatchObject({ onHand: 8, sold: 4 });
  const approval = await chain.sales.pool.query<{ id: string }>(
    `SELECT event_id AS id FROM event WHERE stream_id = $1 AND type = 'RefundApproved'`,
    [first.id],
  );
  const saga = await eventually(async () => {
    const { rows } = await chain.pool.query<{ done: boolean; state: string; cause: string }>(
      `SELECT s.done, s.state, e.metadata->>'causationId' AS cause FROM saga s JOIN event e ON e.stream_id = s.id AND e.stream_version = 1 WHERE s.id = $1`,
      [first.sagaId],
    );
    return rows[0]?.done && rows[0];
  });
  expect(saga).toMatchObject({ state: 'REFUND_COMPLETED', cause: approval.rows[0]?.id });

  await giveBack();
  expect(await chain.sales.folded(order)).toMatchObject({ status: 'REFUNDED', refundedMinor: order.totalMinor });
  expect(await chain.catalog.level(storeId, tea)).toMatchObject({ onHand: 10, reserved: 0, sold: 4, received: 10 });
  expect(await chain.catalog.level(storeId, pot)).toMatchObject({ onHand: 10, reserved: 0, sold: 1, received: 10 });
  expect((await chain.sales.ledger(order)).reduce((sum, moved) => sum + moved, 0)).toBe(0);
  expect((await chain.compare()).findings).toEqual([]);
}, 30_000);
