import { setTimeout as wait } from 'node:timers/promises';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents, type NewEvent } from '@comptoir/messaging';
import { randomFrom } from '../random.ts';
import { someStreams } from '../backbone.ts';

/** What happened in the storm, counted. */
export type Tally = Record<
  'committed' | 'early' | 'late' | 'idle' | 'torn' | 'savepoints' | 'conflicts' | 'rolledBack' | 'killed',
  number
>;

export type StormOptions = {
  pool: Pool;
  seed: number;
  /** As soon as so many are committed the writers stop. */
  events: number;
  writers: number;
  streams: number;
  onCommit(): void;
};

const CHANGED_ITS_MIND = new Error('changed its mind');

/**
 * Writers that keep the one rule (lock the thing, then append its next versions) and are otherwise as bad as writers can be:
 * their transactions begin long before their append or end long after it, append in two goes with others in between, burn
 * positions, are rolled back, or lose their backend.
 */
export async function storm({ pool, seed, events, writers, streams, onCommit }: StormOptions): Promise<Tally> {
  const ids = someStreams(streams);
  const tally: Tally = {
    ...{ committed: 0, early: 0, late: 0, idle: 0, torn: 0, savepoints: 0, conflicts: 0, rolledBack: 0, killed: 0 },
  };

  async function write(client: PoolClient, random: () => number): Promise<number> {
    const happens = (what: keyof Tally, share: number): boolean => {
      const so = random() < share;
      if (so) tally[what] += 1;
      return so;
    };
    const pick = () => ids[Math.floor(random() * ids.length)] ?? '';
    const chosen = [...new Set(random() < 0.3 ? [pick(), pick()] : [pick()])];
    if (happens('early', 0.4)) {
      await client.query('SELECT pg_current_xact_id()');
      await wait(random() * 15);
    }
    const next = await nextVersions(client, chosen);
    if (happens('savepoints', 0.08)) {
      await client.query('SAVEPOINT part');
      await appendEvents(client, repriced(chosen, next, 2));
      await client.query('ROLLBACK TO SAVEPOINT part');
    }
    if (happens('conflicts', 0.04)) {
      const before = new Map([...next].map(([id, version]) => [id, version - 1]));
      const [taken] = repriced(chosen, before, 1);
      if (taken && taken.streamVersion > 0 && (await appendEvents(client, [taken])))
        throw new Error('A version was given twice.');
    }
    const all = repriced(chosen, next, 1 + Math.floor(random() * 6));
    const cut = happens('torn', 0.1) ? Math.ceil(all.length / 2) : all.length;
    await append(client, all.slice(0, cut));
    if (cut < all.length) await wait(random() * 10);
    await append(client, all.slice(cut));
    if (happens('late', 0.3)) await wait(random() * 15);
    if (happens('idle', 0.003)) await wait(300);
    if (happens('rolledBack', 0.05)) throw CHANGED_ITS_MIND;
    if (happens('killed', 0.01)) await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    return all.length;
  }

  const writing = Array.from({ length: writers }, async (_, writer) => {
    const random = randomFrom(seed * 1_000 + writer);
    while (tally.committed < events) {
      const written = await inTransaction(pool, (client) => write(client, random)).catch((error: unknown) => {
        if (error === CHANGED_ITS_MIND || (error as { code?: string }).code === '57P01') return 0;
        throw error;
      });
      tally.committed += written;
      if (written > 0) onCommit();
    }
  });
  await Promise.all(writing);
  return tally;
}

/** Locks the streams, always in the same order, and answers which version each of them has next. */
async function nextVersions(client: PoolClient, ids: readonly string[]): Promise<Map<string, number>> {
  await client.query(
    'SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM (SELECT unnest($1::text[]) AS id ORDER BY 1) AS chosen',
    [ids],
  );
  const { rows } = await client.query<{ id: string; next: number }>(
    `SELECT id, coalesce((SELECT max(stream_version) FROM event WHERE stream_id = id), 0) + 1 AS next FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.next]));
}

/** The next events of the streams, dealt out in turn. */
const repriced = (ids: readonly string[], next: ReadonlyMap<string, number>, each: number): NewEvent[] =>
  Array.from({ length: each }, (_, i) =>
    ids.map((streamId): NewEvent => ({
      ...{ streamId, streamType: 'product', streamVersion: (next.get(streamId) ?? 1) + i, type: 'ProductRepriced' },
      data: { fromMinor: i, toMinor: i + 1, currency: 'CAD' },
      metadata: { correlationId: streamId, source: 'catalog' },
    })),
  ).flat();

async function append(client: PoolClient, events: readonly NewEvent[]): Promise<void> {
  if (!(await appendEvents(client, events))) throw new Error('Somebody wrote to a stream that is locked.');
}
