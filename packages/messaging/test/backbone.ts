import { withClient, openPool, type Pool } from '@comptoir/database';
import { uuidv7, type ContextName } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { startConsumer, startRelay, type EventHandler, type Relay, type Route } from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { freshDatabase } from '@comptoir/testing/database';
import { log, openTestQueues, type BACKENDS } from './servers.ts';

export type TestSource = { name: ContextName; pool: Pool; drop(): Promise<void> };

/** The database of a context that events are written in. */
export async function openSource(name: ContextName): Promise<TestSource> {
  const database = await freshDatabase(name);
  const pool = openPool({ url: database.url, context: name, max: 20, service: 'test', log });
  return {
    name,
    pool,
    async drop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Writes events `from … from + count - 1` of each stream, a statement a version, as writers in order do. */
export async function writeEvents(
  pool: Pool,
  streams: readonly string[],
  { from = 1, count = 1, type = 'Something', data = {} } = {},
): Promise<void> {
  for (let version = from; version < from + count; version++)
    await pool.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       SELECT e, s, 'thing', $3, $4, 1, $5, '{}' FROM unnest($1::uuid[], $2::uuid[]) AS x (e, s)`,
      [streams.map(() => uuidv7()), streams, version, type, data],
    );
}

export const someStreams = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

export type Seen = { source: string; position: number; streamId: string; streamVersion: number };

export type TestConsumer = {
  /** Of its database. */
  url: string;
  pool: Pool;
  handler: EventHandler;
  /** What took effect, in the order in which it did. */
  seen(): Promise<Seen[]>;
  drop(): Promise<void>;
};

/** A handler that writes down what it is given: an event that it is given twice stands there twice. */
export const writesDown = (consumer: string, pool: Pool): EventHandler => ({
  consumer,
  pool,
  async apply(client, events, source) {
    await client.query(
      `INSERT INTO seen (source, position, stream_id, stream_version) SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::int[])`,
      [source, events.map((e) => e.position), events.map((e) => e.streamId), events.map((e) => e.streamVersion)],
    );
  },
});

/** A consumer that writes down what it is given. `refuse` throws for what it cannot take. */
export async function openConsumer(
  consumer: string,
  refuse: (event: { type: string; data: Record<string, unknown> }) => void = () => undefined,
): Promise<TestConsumer> {
  const database = await freshDatabase('notifications');
  await withClient(database.ownerUrl, (owner) =>
    owner.query(`CREATE TABLE seen (place bigint GENERATED ALWAYS AS IDENTITY, source text, position bigint, stream_id uuid, stream_version int);
                 GRANT SELECT, INSERT, DELETE ON seen TO PUBLIC`),
  );
  const pool = openPool({ url: database.url, context: 'notifications', max: 10, service: 'test', log });
  const handler = writesDown(consumer, pool);
  return {
    url: database.url,
    pool,
    handler: {
      ...handler,
      async apply(client, events, source) {
        await handler.apply(client, events, source);
        events.forEach(refuse);
      },
    },
    async seen() {
      const { rows } = await pool.query<Seen>(
        `SELECT source, position, stream_id AS "streamId", stream_version AS "streamVersion" FROM seen ORDER BY place`,
      );
      return rows;
    },
    async drop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Events that came out of the order of their stream, came twice, or whose predecessor did not come. */
export function disorder(seen: readonly Seen[]): Seen[] {
  const last = new Map<string, number>();
  return seen.filter(({ streamId, streamVersion }) => {
    const expected = (last.get(streamId) ?? 0) + 1;
    last.set(streamId, streamVersion);
    return streamVersion !== expected;
  });
}

/** Resolves when everybody has taken in all that these relays pass on. */
export const settled = (relays: readonly Relay[], within = 15_000) =>
  eventually(async () => (await Promise.all(relays.map((relay) => relay.settled()))).every(Boolean), {
    within,
    what: 'everything taken effect',
  });

/** Two contexts that write, queues between, and as many consumers as a test wants. */
export async function openBackbone(backend: (typeof BACKENDS)[number], redisDatabase?: number) {
  const bus = memoryBus();
  const consumers: TestConsumer[] = [];
  const [queues, users, catalog] = await Promise.all([
    openTestQueues(backend, redisDatabase),
    openSource('users'),
    openSource('catalog'),
  ]);
  const relay = (source: TestSource, routes: Route[]) =>
    startRelay({ pool: source.pool, source: source.name, queues, bus, log, service: 'test', routes });
  const consume = async (name: string, lanes = 1, refuse?: Parameters<typeof openConsumer>[1]) => {
    const consumer = await openConsumer(name, refuse);
    consumers.push(consumer);
    return {
      ...consumer,
      running: startConsumer({ handler: consumer.handler, queues, bus, log, service: 'test', lanes }),
    };
  };

  return {
    ...{ bus, queues, users, catalog, consumers, relay, consume },
    async close() {
      await queues[Symbol.asyncDispose]();
      await Promise.all([users, catalog, ...consumers].map((opened) => opened.drop()));
    },
  };
}
