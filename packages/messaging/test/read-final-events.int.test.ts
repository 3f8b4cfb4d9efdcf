import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inTransaction, type PoolClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { setTimeout as wait } from 'node:timers/promises';
import { createFinalReader, readEvents } from '../src/read-final-events.ts';
import { disorder, openSource, someStreams, writeEvents, type Seen, type TestSource } from './backbone.ts';
import { randomFrom } from './random.ts';

const WRITERS = 8;
const TRANSACTIONS_EACH = 60;
const SEED = 20_261;

let source: TestSource;
beforeAll(async () => {
  source = await openSource('users');
});
afterAll(() => source.drop());

/** A writer by the rule: locks the aggregate, then appends its next versions. Some wait, some change their mind. */
async function write(
  client: PoolClient,
  streamId: string,
  random: () => number,
  versions: Map<string, number>,
): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [streamId]);
  const version = versions.get(streamId) ?? 0;
  const count = 1 + Math.floor(random() * 3);
  for (let next = version + 1; next <= version + count; next++)
    await client.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       VALUES ($1, $2, 'thing', $3, 'Something', 1, '{}', '{}')`,
      [uuidv7(), streamId, next],
    );
  if (random() < 0.4) await wait(random() * 15);
  if (random() < 0.1) throw new Error('changed its mind');
  versions.set(streamId, version + count);
}

it('reads every event once and in order while writers commit late, roll back and burn positions', async () => {
  const { pool } = source;
  const streams = someStreams(20);
  const versions = new Map<string, number>();
  let written = 0;
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    const random = randomFrom(SEED + writer);
    for (let i = 0; i < TRANSACTIONS_EACH; i++) {
      const streamId = streams[Math.floor(random() * streams.length)] ?? '';
      await inTransaction(pool, (client) => write(client, streamId, random, versions)).catch((error: Error) => {
        if (error.message !== 'changed its mind') throw error;
      });
    }
    written += 1;
  });

  const client = await pool.connect();
  const reader = createFinalReader(client, 0);
  const careful: Seen[] = [];
  const remembered: Seen[] = [];
  const naive: Seen[] = [];
  const everything = { types: 'all', lane: 0, lanes: 1 } as const;
  let [carefulAt, naiveAt] = [0, 0];
  for (let last = false; ; last = written === WRITERS) {
    const final = await reader.advance();
    const events = await readEvents(client, { ...everything, after: carefulAt, upto: final });
    careful.push(...events.map((e) => ({ ...e, source: 'users' })));
    remembered.push(...(reader.recent(carefulAt) ?? []).map((e) => ({ ...e, source: 'users' })));
    carefulAt = final;
    const seen = await readEvents(client, { ...everything, after: naiveAt, upto: Number.MAX_SAFE_INTEGER });
    naive.push(...seen.map((e) => ({ ...e, source: 'users' })));
    naiveAt = seen.at(-1)?.position ?? naiveAt;
    if (last && reader.waitingSince() === null) break;
    await wait(1);
  }
  await Promise.all(writers);
  client.release();

  const { rows } = await pool.query<{ events: number; top: number }>(
    'SELECT count(*) AS events, max(position) AS top FROM event',
  );
  const events = rows[0]?.events ?? 0;
  expect(rows[0]?.top).toBeGreaterThan(events); // there were gaps that nobody filled
  expect(careful).toHaveLength(events);
  expect(disorder(careful)).toEqual([]);
  // Lanes take what they are sent from memory.
  expect(remembered).toEqual(careful);
  // What everybody copies: read what is above the last position. It loses what commits late.
  expect(naive.length).toBeLessThan(events);
});

it('waits for an older writer that has not committed, and not for one that has rolled back', async () => {
  const { pool } = source;
  const [reading, late] = await Promise.all([pool.connect(), pool.connect()]);
  const { rows } = await pool.query<{ top: number }>('SELECT max(position) AS top FROM event');
  const reader = createFinalReader(reading, rows[0]?.top ?? 0);
  const before = await reader.advance();
  const append = (streamId: string) =>
    late.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
       VALUES ($1, $2, 'thing', 1, 'Late', 1, '{}', '{}') RETURNING position`,
      [uuidv7(), streamId],
    );

  await late.query('BEGIN');
  await append(uuidv7());
  await writeEvents(pool, someStreams(1));
  expect(await reader.advance()).toBe(before);
  expect(reader.waitingSince()).not.toBeNull();
  await late.query('COMMIT');
  expect(await reader.advance()).toBe(before + 2);
  expect(reader.waitingSince()).toBeNull();

  await late.query('BEGIN');
  await append(uuidv7());
  await writeEvents(pool, someStreams(1));
  expect(await reader.advance()).toBe(before + 2);
  await late.query('ROLLBACK');
  expect(await reader.advance()).toBe(before + 4);
  reading.release();
  late.release();
});
