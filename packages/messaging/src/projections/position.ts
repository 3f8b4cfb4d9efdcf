import { setTimeout as rest } from 'node:timers/promises';
import type { Pool, PoolClient } from '@comptoir/database';
import { routeOf, type Projection } from './projection.ts';

const LOOK_AGAIN_MS = 15;

/** The position of its source's events up to which a projection tells. */
export async function positionOf(
  pool: Pick<PoolClient, 'query'>,
  projection: Pick<Projection, 'name'>,
): Promise<number> {
  const { rows } = await pool.query<{ upto: number }>(
    'SELECT upto FROM lane_cursor WHERE source = $1 AND consumer = $2 AND lane = 0',
    [routeOf(projection).source, projection.name],
  );
  return rows[0]?.upto ?? 0;
}

/** Waits until a projection tells of an event, but not for long: answers whether it does. So that people read what they wrote. */
export async function reaches(
  pool: Pool,
  projection: Pick<Projection, 'name'>,
  { position, withinMs }: { position: number; withinMs: number },
): Promise<boolean> {
  const end = Date.now() + withinMs;
  while ((await positionOf(pool, projection)) < position) {
    if (Date.now() >= end) return false;
    await rest(LOOK_AGAIN_MS);
  }
  return true;
}

/** Age in seconds of the oldest event that a projection has not taken in. */
export async function lagOf(pool: Pool, projection: Projection): Promise<number> {
  const { types } = routeOf(projection);
  const { rows } = await pool.query<{ lag: number }>(
    `SELECT extract(epoch FROM clock_timestamp() - occurred_at)::float AS lag FROM event
      WHERE position > $1 AND ($2::text[] IS NULL OR type = ANY ($2)) ORDER BY position LIMIT 1`,
    [await positionOf(pool, projection), types === 'all' ? null : types],
  );
  return Math.max(0, rows[0]?.lag ?? 0);
}
