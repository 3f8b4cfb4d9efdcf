import type { PoolClient } from '@comptoir/database';
import type { ComplaintFold } from './complaint-rows.ts';

/** What one complaint adds to a day. */
type Cell = {
  day: string;
  fact: 'FILED' | 'RESOLVED' | 'CLOSED';
  storeId: string;
  category: string;
  priority: string;
  status: string;
  complaints: number;
  durationMs: number;
  rated: number;
  satisfaction: number;
};

const NO_STORE = '00000000-0000-0000-0000-000000000000';
const dayOf = (moment: string): string => moment.slice(0, 10);

/** Everything that a complaint, as it stands, adds to the days. */
export function cellsOf(complaint: ComplaintFold | null): Cell[] {
  if (!complaint) return [];
  const { storeId, category, priority, status, createdAt, resolvedAt, closedAt, satisfaction } = complaint;
  const cell = { storeId: storeId ?? NO_STORE, category, priority, status, complaints: 1 };
  const nothing = { durationMs: 0, rated: 0, satisfaction: 0 };
  const cells: Cell[] = [{ ...cell, ...nothing, day: dayOf(createdAt), fact: 'FILED' }];
  if (resolvedAt) {
    const durationMs = Date.parse(resolvedAt) - Date.parse(createdAt);
    cells.push({ ...cell, ...nothing, day: dayOf(resolvedAt), fact: 'RESOLVED', durationMs });
  }
  if (closedAt) {
    const rating = satisfaction === null ? {} : { rated: 1, satisfaction };
    cells.push({ ...cell, ...nothing, ...rating, day: dayOf(closedAt), fact: 'CLOSED' });
  }
  return cells;
}

const minus = (cell: Cell): Cell => ({
  ...cell,
  complaints: -cell.complaints,
  durationMs: -cell.durationMs,
  rated: -cell.rated,
  satisfaction: -cell.satisfaction,
});

/** Adds what changed to the days: what a complaint added before is taken away, in one statement for all of them. */
export async function moveDays(
  client: PoolClient,
  table: string,
  changes: readonly { before: ComplaintFold | null; after: ComplaintFold }[],
): Promise<void> {
  const cells = changes.flatMap(({ before, after }) => [...cellsOf(before).map(minus), ...cellsOf(after)]);
  const of = <K extends keyof Cell>(field: K) => cells.map((cell) => cell[field]);
  await client.query(
    `INSERT INTO ${table} AS d (day, fact, store_id, category, priority, status, complaints, duration_ms, rated, satisfaction)
     SELECT day, fact, store_id, category, priority, status, sum(complaints), sum(duration_ms), sum(rated), sum(satisfaction)
     FROM unnest($1::date[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[], $9::int[], $10::int[])
       AS c (day, fact, store_id, category, priority, status, complaints, duration_ms, rated, satisfaction)
     GROUP BY day, fact, store_id, category, priority, status
     HAVING sum(complaints) <> 0 OR sum(duration_ms) <> 0 OR sum(rated) <> 0 OR sum(satisfaction) <> 0
     ON CONFLICT (day, fact, store_id, category, priority, status) DO UPDATE SET complaints = d.complaints + EXCLUDED.complaints,
       duration_ms = d.duration_ms + EXCLUDED.duration_ms, rated = d.rated + EXCLUDED.rated,
       satisfaction = d.satisfaction + EXCLUDED.satisfaction`,
    [
      ...[of('day'), of('fact'), of('storeId'), of('category'), of('priority'), of('status')],
      ...[of('complaints'), of('durationMs'), of('rated'), of('satisfaction')],
    ],
  );
}
