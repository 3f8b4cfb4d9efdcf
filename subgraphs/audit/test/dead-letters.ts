import { randomUUID } from 'node:crypto';
import { openPool, withClient, type Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import {
  deadLetterPorts,
  openQueues,
  startConsumer,
  startRelay,
  type EventHandler,
  type Route,
} from '@comptoir/messaging';
import { localPort } from '@comptoir/service-kit';
import { createLogger, type Logger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase, type FreshDatabase } from '@comptoir/testing/database';
import { startAudit, type Loose } from './harness.ts';

const LETTER =
  'id consumer source eventId type streamId streamType streamVersion data occurredAt fault error traceId attempts parkedAt';
export const LIST = `query ($first: Int, $after: String, $filter: DeadLetterFilter) {
  deadLetters(first: $first, after: $after, filter: $filter) { edges { node { ${LETTER} } } missing pageInfo { hasNextPage endCursor } } }`;
export const ONE = `mutation ($id: ID!) { replayDeadLetter(input: { deadLetterId: $id }) { __typename
  ... on ReplayDeadLetterSuccess { replayed } ... on NotFoundProblem { code id message }
  ... on DeadLetterFailsAgainProblem { code message deadLetter { ${LETTER} } } } }`;
export const ALL = `mutation ($consumer: String!) { replayDeadLetters(input: { consumer: $consumer }) { __typename
  ... on ReplayDeadLettersSuccess { replayed isComplete failed { source streamId fault error } } ... on NotFoundProblem { code id } } }`;

/** What no client may read. */
export const SECRET = 'SELECT secret FROM host 10.1.2.3 at handler.ts:7';

/** Sales that record events, consumers that may fail on them, and the audit store with the dead letters of all. */
export async function startDeadLetters() {
  const logged: Record<string, unknown>[] = [];
  const log: Logger = {
    ...createLogger('audit-test', 'silent'),
    error: (fields) => logged.push(fields as Record<string, unknown>),
    child: () => log,
  };
  const bus = memoryBus();
  const databases: FreshDatabase[] = [];
  const pools: Pool[] = [];
  /** Streams whose events the handlers cannot take in, or their database does not. */
  const poison = new Set<string>();
  const refused = new Set<string>();

  async function open(context: 'sales' | 'notifications'): Promise<{ pool: Pool; database: FreshDatabase }> {
    const database = await freshDatabase(context);
    const pool = openPool({ url: database.url, context, max: 8, service: 'test', log });
    databases.push(database);
    pools.push(pool);
    return { pool, database };
  }

  const sales = (await open('sales')).pool;
  const { pool: inbox, database } = await open('notifications');
  await withClient(database.ownerUrl, (owner) =>
    owner.query(`CREATE TABLE effect (place bigint GENERATED ALWAYS AS IDENTITY, consumer text, stream_id uuid, stream_version int);
                 GRANT SELECT, INSERT ON effect TO PUBLIC`),
  );
  const queues = await openQueues({
    ...{ redisUrl: process.env.TEST_REDIS_URL ?? null, postgresUrl: database.ownerUrl, service: 'test', log },
    prefix: randomUUID(),
  });
  /** Writes down what it takes in, so that twice would be seen. */
  const handlerOf = (consumer: string): EventHandler => ({
    consumer,
    pool: inbox,
    async apply(client, events) {
      await client.query(
        'INSERT INTO effect (consumer, stream_id, stream_version) SELECT $1, * FROM unnest($2::uuid[], $3::int[])',
        [consumer, events.map((e) => e.streamId), events.map((e) => e.streamVersion)],
      );
      const bad = events.find(({ streamId }) => poison.has(streamId));
      if (bad) throw new Error(SECRET);
      if (events.some(({ streamId }) => refused.has(streamId)))
        await client.query("SELECT ('no number ' || txid_current())::int");
    },
  });

  const handlers = ['notifications', 'sagas'].map(handlerOf);
  const ports = deadLetterPorts(handlers);
  const others = {
    list: localPort<never, never>(ports.deadLetters),
    replay: localPort<never, never>(ports.replayDeadLetters),
  };
  const system = await startAudit({ deadLetters: { sagas: others, notifications: others } });
  const running = [...handlers, ...system.worker.handlers].map((handler) =>
    startConsumer({ handler, queues, bus, log, service: 'test', lanes: 1 }),
  );
  const routes = (['notifications', 'sagas', 'audit'] as const).map((name): Route => ({
    consumer: { name, context: name },
    types: name === 'sagas' ? ['RefundApproved'] : 'all',
  }));
  const relay = startRelay({ pool: sales, source: 'sales', queues, bus, log, service: 'test', routes });

  /** Records events of sales, one stream after the other, and waits until everybody has read them. */
  async function happens(streams: readonly string[], { type = 'SaleConfirmed', versions = [1] } = {}): Promise<void> {
    for (const version of versions)
      await sales.query(
        `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       SELECT e, s, 'sale', $3, $4, 1, '{"total": 7}', $5 FROM unnest($1::uuid[], $2::uuid[]) AS x (e, s)`,
        [
          ...[streams.map(() => uuidv7()), streams, version, type],
          {
            ...{ correlationId: randomUUID(), userId: randomUUID(), source: 'sales' },
            traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
          },
        ],
      );
    await eventually(() => relay.settled(), { what: 'everybody to have read everything' });
  }

  async function effects(consumer: string, streamId: string): Promise<number[]> {
    const { rows } = await inbox.query<{ version: number }>(
      'SELECT stream_version AS version FROM effect WHERE consumer = $1 AND stream_id = $2 ORDER BY place',
      [consumer, streamId],
    );
    return rows.map(({ version }) => version);
  }

  const letters = async (filter: object = {}, rest: object = {}): Promise<Loose[]> => {
    const { edges } = await system.value(LIST, { filter, ...rest });
    return (edges as unknown as { node: Loose }[]).map(({ node }) => node);
  };

  return {
    ...{ system, inbox, logged, poison, refused, handlerOf, happens, effects, letters },
    /** Nothing is poison, and nothing set aside. */
    async clear() {
      poison.clear();
      refused.clear();
      await inbox.query('DELETE FROM parked_event');
      await system.pool.query('DELETE FROM parked_event');
    },
    async stop() {
      await relay.stop();
      await Promise.all(running.map((consumer) => consumer.stop()));
      await queues.close();
      await system.dispose();
      await Promise.all(pools.map((pool) => pool.end()));
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}
