import type { ContextName } from '@comptoir/kit';
import { metrics, type Logger } from '@comptoir/telemetry';
import pg from 'pg';
import { PreparingClient } from './prepared.ts';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

export type PoolOptions = {
  url: string;
  context: ContextName;
  /** Most connections of this process to this database. A start-up check adds all pools up against max_connections. */
  max: number;
  /** Name of the process, for pg_stat_activity and metrics. */
  service: string;
  log: Logger;
  /** Milliseconds after which a server that says nothing at all is given up: longer than it lets a statement run. */
  silenceMs?: number;
};

/** The server ends a statement after 30 s by itself, unless it was frozen or cut off. */
const SILENCE_MS = 35_000;

// count(*) and bigint identities stay within 2^53 in any database we will ever have.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * The one pool of a context in this process, shared by Prisma and by raw SQL. Sessions carry time limits, so that a
 * forgotten transaction holds neither locks nor the event relay for long, and no question waits without an end: what the
 * server does not end, because it has fallen silent, is ended here and its connection closed.
 */
export function openPool({ url, context, max, service, log, silenceMs = SILENCE_MS }: PoolOptions): Pool {
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    max,
    application_name: `${service}/${context}`,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: silenceMs,
    keepAlive: true,
    // One plan a statement, made once, in which nothing is read without an index that has one: docs/adr/0009.
    options:
      '-c idle_in_transaction_session_timeout=10s -c statement_timeout=30s -c lock_timeout=10s -c enable_seqscan=off -c plan_cache_mode=force_generic_plan',
  });
  // An idle connection that breaks (server restart) must not end the process; the next query opens a new one.
  // Only its message is logged: the error carries the whole client.
  pool.on('error', ({ message }) => log.warn({ event: 'database_connection_lost', context, err: message }));
  const gauge = metrics.poolConnections;
  const report = () => {
    gauge.set({ service, database: context, state: 'total' }, pool.totalCount);
    gauge.set({ service, database: context, state: 'idle' }, pool.idleCount);
    gauge.set({ service, database: context, state: 'waiting' }, pool.waitingCount);
  };
  const timer = setInterval(report, 5_000).unref();
  const end = pool.end.bind(pool);
  pool.end = async () => {
    clearInterval(timer);
    await end();
  };
  return pool;
}
