import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { complaintStream, parseEventData, type EventType, type ResolutionOrder } from '@comptoir/contracts';
import { inTransaction, openPool, type Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { appendEvents } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { resolutionSteps } from '../src/application/steps/end-resolution.ts';
import { postgresComplaintStore } from '../src/infrastructure/complaint-store.ts';
import { buildComplaintsWorker } from '../src/worker.ts';

const log = createLogger('resolution-steps-test', 'silent');
let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let steps: ReturnType<typeof buildComplaintsWorker>['steps'];
beforeAll(async () => {
  database = await freshDatabase('complaints');
  pool = openPool({ url: database.url, context: 'complaints', max: 6, service: 'test', log });
  ({ steps } = buildComplaintsWorker({ pool, bus: memoryBus(), log, service: 'test', demo: true }));
}, 60_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A complaint that was resolved, and what its saga was begun with. */
async function resolved(): Promise<ResolutionOrder> {
  const [complaintId, at] = [uuidv7(), new Date().toISOString()];
  const order: ResolutionOrder = {
    ...{ sagaId: uuidv7(), complaintId, settlementId: uuidv7(), resolution: 'STORE_CREDIT', lines: [] },
    ...{ userId: randomUUID(), saleId: uuidv7(), storeId: randomUUID(), resolvedBy: randomUUID() },
    ...{ correlationId: randomUUID(), traceparent: null },
  };
  const { userId: customerId, saleId, storeId, sagaId, settlementId, resolution, resolvedBy } = order;
  const facts = { number: 1, customerId, saleId, storeId };
  const stream = { streamId: complaintId, streamType: 'complaint' };
  const metadata = { correlationId: order.correlationId, userId: resolvedBy, source: 'complaints' as const };
  const filed = { title: null, description: null, category: 'OTHER', priority: 'LOW', requestedResolution: null };
  const settlement = { sagaId, settlementId, lines: [] };
  await inTransaction(pool, (client) =>
    appendEvents(client, [
      { ...stream, streamVersion: 1, type: 'ComplaintFiled', data: { ...facts, ...filed, filedAt: at }, metadata },
      {
        ...{ ...stream, streamVersion: 2, type: 'ComplaintResolved', metadata },
        data: { ...facts, resolution, outcome: 'PENDING', comment: null, settlement, resolvedBy, resolvedAt: at },
      },
    ]),
  );
  return order;
}

const call = (input: ResolutionOrder, why?: { code: string; message: string }) => [
  { sagaId: input.sagaId, input, ...(why && { why }) },
];

async function told({ complaintId }: ResolutionOrder) {
  const { rows } = await pool.query<{ type: EventType; data: object }>(
    'SELECT type, data FROM event WHERE stream_id = $1 ORDER BY stream_version',
    [complaintId],
  );
  const events = rows.map(({ type, data }) => ({ type, data: parseEventData(type, data) }));
  const fold = events.reduce<complaintStream.ComplaintFold | null>(
    (complaint, event) => complaintStream.apply(complaint, event as never),
    null,
  );
  return { fold, last: events.at(-1), count: events.length };
}

it('what was promised is done: told once, however often and by whomever at once', async () => {
  const order = await resolved();
  await Promise.all([1, 2, 3].map(() => steps.completeResolution(call(order))));
  expect((await steps.completeResolution(call(order))).get(order.sagaId)).toEqual({ outcome: 'done' });
  const { fold, last, count } = await told(order);
  expect([count, last?.type]).toEqual([3, 'ComplaintResolutionCompleted']);
  expect(fold).toMatchObject({ status: 'RESOLVED', resolutionOutcome: 'DONE', settlingSagaId: null, version: 3 });
});

it('what could not be done is told with its reason, and the complaint is in progress again', async () => {
  const order = await resolved();
  const why = { code: 'REPLACEMENT_CANCELLED', message: 'Sold out.' };
  for (const _ of [1, 2]) await steps.failResolution(call(order, why));
  const { fold, last, count } = await told(order);
  expect(count).toBe(3);
  expect(last).toMatchObject({ type: 'ComplaintResolutionFailed', data: { error: why.code, message: why.message } });
  expect(fold).toMatchObject({ status: 'IN_PROGRESS', resolution: null, resolutionOutcome: null });
});

it('a saga that no longer settles the complaint changes nothing of it', async () => {
  const order = await resolved();
  const late = { ...order, sagaId: uuidv7() };
  expect((await steps.failResolution(call(late))).get(late.sagaId)).toEqual({ outcome: 'done' });
  expect((await told(order)).fold).toMatchObject({ resolutionOutcome: 'PENDING', version: 2 });
});

/** Steps whose first appends come too late: somebody says something just before. */
function outrun(order: ResolutionOrder, times: number) {
  const store = postgresComplaintStore(pool);
  const { userId: customerId, saleId, storeId } = order;
  let tries = 0;
  return {
    tries: () => tries,
    ...resolutionSteps(
      {
        load: store.load,
        async append(id, expectedVersion, facts, origin) {
          const commented = {
            commentId: uuidv7(),
            text: null,
            commentedBy: customerId,
            commentedAt: new Date().toISOString(),
          };
          const comment = {
            type: 'ComplaintCommented' as const,
            data: { number: 1, customerId, saleId, storeId, ...commented },
          };
          if (++tries <= times) await store.append(id, expectedVersion, [comment], origin);
          return store.append(id, expectedVersion, facts, origin);
        },
      },
      () => undefined,
    ),
  };
}

it('whoever is outrun decides again upon what is there then', async () => {
  const order = await resolved();
  const late = outrun(order, 2);
  expect((await late.completeResolution(call(order))).get(order.sagaId)).toEqual({ outcome: 'done' });
  expect(late.tries()).toBe(3);
  const { fold, last } = await told(order);
  expect([last?.type, fold?.version]).toEqual(['ComplaintResolutionCompleted', 5]);
});

it('whoever is always outrun says that the end is not told: the saga asks again', async () => {
  const order = await resolved();
  await expect(outrun(order, 99).failResolution(call(order))).rejects.toThrow('changed by others 10 times');
  expect((await told(order)).fold).toMatchObject({ resolutionOutcome: 'PENDING', version: 12 });
});
