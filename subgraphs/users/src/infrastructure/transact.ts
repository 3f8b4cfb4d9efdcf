import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type { LiveBus } from '@comptoir/live';
import { appendEvents, createRelayWake } from '@comptoir/messaging';
import type { Caller, Deps, Tx } from '../application/ports.ts';
import type { SessionConfig } from '../config.ts';
import { accountStatements } from './account-statements.ts';
import { apiKeyStatements } from './api-key-statements.ts';
import { sessionStatements } from './session-statements.ts';

/**
 * Runs a use case in one transaction: state, events and revocations together. After the commit, and only then, the
 * revocations go to all gateways on the live channel `identity`, and the relay is told to look.
 */
export function createTransact({
  pool,
  bus,
  sessions,
}: {
  pool: Pool;
  bus: LiveBus;
  sessions: SessionConfig;
}): Deps['transact'] {
  const wakeRelay = createRelayWake(bus, 'users');
  return async (caller, work) => {
    const revoked: { key: string; at: number }[] = [];
    const result = await inTransaction(pool, (client) => work(transaction(client, caller, revoked, sessions)));
    bus.publish('identity', revoked);
    wakeRelay();
    return result;
  };
}

function transaction(
  client: PoolClient,
  caller: Caller,
  revoked: { key: string; at: number }[],
  sessions: SessionConfig,
): Tx {
  const metadata = (userId: string | undefined) => ({
    correlationId: caller.trace.correlationId,
    traceparent: caller.trace.traceparent,
    source: 'users' as const,
    ...(userId && { userId }),
  });

  const now: Tx['now'] = async () => {
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (!rows[0]) throw new Error('The database does not tell the time.');
    return rows[0].now;
  };

  const append: Tx['append'] = async (...facts) => {
    const events = facts.map(({ streamId, streamType, streamVersion, type, data }) => ({
      streamId,
      streamType,
      streamVersion,
      type,
      data,
      metadata: metadata(caller.actor?.sub ?? ('userId' in data && data.userId ? data.userId : undefined)),
    }));
    if (!(await appendEvents(client, events)))
      throw new Error(`A stream of users was written past its lock: ${facts[0]?.streamId}`);
  };

  const revoke: Tx['revoke'] = async (...keys) => {
    if (keys.length === 0) return;
    const at = await now();
    await client.query(
      'INSERT INTO revocation (key, revoked_at) SELECT key, $2 FROM unnest($1::uuid[]) AS key ON CONFLICT DO NOTHING',
      [keys, at],
    );
    revoked.push(...keys.map((key) => ({ key, at: at.getTime() })));
  };

  return {
    now,
    append,
    revoke,
    ...accountStatements(client),
    ...sessionStatements(client, sessions, { append, revoke }),
    ...apiKeyStatements(client),
  };
}
