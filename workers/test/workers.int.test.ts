import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, withClient, type Pool } from '@comptoir/database';
import { CONTEXT_NAMES, uuidv7, type ContextName } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { openQueues, type Queues, type WorkerBase, type WorkerParts } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase, type FreshDatabase } from '@comptoir/testing/database';
import { buildWorkers, contextsOf, ROLES, type Parts } from '../src/app.ts';
import { workersConfig } from '../src/config.ts';
import { openPools } from '../src/pools.ts';

const log = createLogger('workers-test', 'silent');
const parts = (byContext: Parts['byContext'] = {}): Parts => ({
  byContext,
  startSagas: async () => ({ stop: async () => undefined }),
});
const part = (own: Partial<WorkerParts>): WorkerParts => ({
  handlers: [],
  periodic: [],
  dispose: async () => undefined,
  ...own,
});

describe('workers', () => {
  const bus = memoryBus();
  const databases = new Map<ContextName, FreshDatabase>();
  const pools = new Map<ContextName, Pool>();
  let queuesDatabase: FreshDatabase;
  let queues: Queues;
  const base = (context: ContextName): WorkerBase => ({
    pool: pools.get(context) as Pool,
    bus,
    queues,
    log,
    service: 'test',
    demo: true,
  });

  beforeAll(async () => {
    for (const context of CONTEXT_NAMES) {
      const database = await freshDatabase(context);
      databases.set(context, database);
      pools.set(context, openPool({ url: database.url, context, max: 4, service: 'test', log }));
    }
    queuesDatabase = await freshDatabase('users');
    const redisUrl = process.env.TEST_REDIS_URL ?? null;
    queues = await openQueues({
      redisUrl,
      postgresUrl: queuesDatabase.ownerUrl,
      service: 'test',
      log,
      prefix: randomUUID(),
    });
  }, 60_000);
  afterAll(async () => {
    await queues.close();
    await Promise.all([...pools.values()].map((pool) => pool.end()));
    await Promise.all([...databases.values(), queuesDatabase].map((database) => database.drop()));
  });

  it('carries an event from its context to the handlers of others, and is healthy meanwhile', async () => {
    const types: string[] = [];
    const handler = {
      consumer: 'audit',
      pool: pools.get('audit') as Pool,
      apply: async (_: unknown, events: readonly { type: string }[]) => void types.push(...events.map((e) => e.type)),
    };
    const workers = await buildWorkers({
      roles: ROLES,
      base,
      env: {},
      parts: parts({ audit: part({ handlers: [handler] }) }),
    });
    await workers.start();
    await pools.get('sales')?.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       VALUES ($1, $2, 'sale', 1, 'SaleCreated', 1, '{}', '{}')`,
      [uuidv7(), uuidv7()],
    );
    await eventually(() => workers.settled(), { what: 'the event taken effect' });
    expect(types).toEqual(['SaleCreated']);
    const health = await workers.health();
    expect(health.filter((line) => !line.ok)).toEqual([]);
    expect(health.map((line) => line.name)).toEqual(
      expect.arrayContaining(['relay sales', 'events audit', 'sagas', 'housekeeping']),
    );
    await workers.dispose();
  });

  it('opens the databases of its roles, and none that waits for migrations', async () => {
    const env = Object.fromEntries(
      [...databases].map(([context, { url }]) => [`DATABASE_URL_${context.toUpperCase()}`, url]),
    );
    const open = () => openPools({ roles: ['sagas'], env, max: 1, service: 'test', log });
    const opened = await open();
    expect(await opened.health()).toEqual(
      ['catalog', 'sales', 'sagas', 'complaints'].map((context) => ({ name: `database ${context}`, ok: true })),
    );
    expect(() => opened.of('audit')).toThrow('do not work on audit');
    await opened.end();

    await withClient(databases.get('sales')?.ownerUrl ?? '', (owner) => owner.query('DELETE FROM _prisma_migrations'));
    await expect(open()).rejects.toThrow('The database of sales waits for');
  });

  it('runs a periodic job in one process at a time, and forgets schedules that the code no longer has', async () => {
    await queues.queue('housekeeping').upsertJobScheduler('of-yesterday', { every: 30 }, { name: 'of-yesterday' });
    let running = 0;
    let most = 0;
    let runs = 0;
    const job = {
      name: 'slow',
      everyMs: 30,
      async run() {
        most = Math.max(most, ++running);
        // Longer than it takes the other process to be given the next one, were there nothing against it.
        await new Promise((done) => setTimeout(done, 80));
        running -= 1;
        runs += 1;
      },
    };
    const fleet = await Promise.all(
      [1, 2].map(() =>
        buildWorkers({ roles: ['housekeeping'], base, env: {}, parts: parts({ users: part({ periodic: [job] }) }) }),
      ),
    );
    for (const workers of fleet) await workers.start();
    await eventually(() => runs >= 4, { what: 'four runs' });
    await eventually(async () => !(await queues.queue('housekeeping').getJobScheduler('of-yesterday')), {
      what: 'the old schedule gone',
    });
    await Promise.all(fleet.map((workers) => workers.dispose()));
    expect(most).toBe(1);
    expect(running).toBe(0);
  });
});

it('opens only the databases that its roles need, and refuses a role that does not exist', () => {
  expect(contextsOf(['sagas'])).toEqual(['catalog', 'sales', 'sagas', 'complaints']);
  expect(contextsOf(['sagas', 'relay'])).toEqual(CONTEXT_NAMES);
  expect(workersConfig({ WORKER_ROLES: 'relay, sagas' })).toEqual({ roles: ['relay', 'sagas'], name: 'worker' });
  expect(() => workersConfig({ WORKER_ROLES: 'relays' })).toThrow(
    'WORKER_ROLES: one or more of relay, events, sagas, housekeeping',
  );
});
