import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { beginRebuild, carryOnRebuild } from '@comptoir/messaging';
import { complaintPage } from '../src/infrastructure/read-model.ts';
import { complaintsProjection } from '../src/projections/complaints.ts';
import { startComplaints, type TestComplaints } from './harness.ts';

let system: TestComplaints;
beforeAll(async () => {
  system = await startComplaints();
}, 60_000);
afterAll(() => system.dispose());

/** So many complaints that a page is not read by reading all; a few old ones are billing disputes, and as few are critical. */
const COMPLAINTS = 30_000;
const FILL = `
  INSERT INTO complaint (id, number, customer_id, title, description, category, priority, status, version, created_at, updated_at)
  SELECT gen_random_uuid(), n, gen_random_uuid(), 'Broken', 'It fell off.',
    CASE WHEN n % 100 = 1 AND n < 3000 THEN 'BILLING_DISPUTE' ELSE (ARRAY['PRODUCT_DEFECT', 'OTHER'])[1 + n % 2] END,
    CASE WHEN n % 100 = 2 AND n < 3000 THEN 'CRITICAL' ELSE (ARRAY['LOW', 'MEDIUM', 'HIGH'])[1 + n % 3] END,
    'CLOSED', 1, timestamptz '2026-01-01Z' + n * interval '1 minute', timestamptz '2026-01-01Z' + n * interval '61 seconds'
  FROM generate_series(1, $1::int) AS n`;

const FILTERS: Record<string, string>[] = [{ category: 'BILLING_DISPUTE' }, { priority: 'CRITICAL' }];
const ORDERS = (['createdAt', 'updatedAt'] as const).flatMap((field) =>
  (['asc', 'desc'] as const).map((direction) => ({ field, direction })),
);

async function planOf(filter: Record<string, string>, order: (typeof ORDERS)[number]): Promise<string> {
  const { text, values } = complaintPage({ scope: 'all', filter, ...order, after: null, take: 21 });
  const { rows } = await system.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF) ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

it.each(['made', 'built anew'])('finds the few of a kind without the others in tables that were %s', async (how) => {
  if (how === 'built anew') {
    await beginRebuild(system.pool, complaintsProjection, null);
    expect(await carryOnRebuild(system.pool, complaintsProjection, 20_000)).toMatchObject({ error: null });
  }
  await system.pool.query(FILL, [COMPLAINTS]);
  await system.analyze();
  for (const filter of FILTERS)
    for (const order of ORDERS) {
      const plan = await planOf(filter, order);
      expect(plan).toContain(`Index Cond: (${Object.keys(filter)[0]} = `);
      expect(plan).not.toContain('Rows Removed');
    }
});
