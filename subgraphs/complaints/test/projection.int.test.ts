import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { beginRebuild, carryOnRebuild, catchUp, projectionParts, type Projection } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';
import { complaintsProjection } from '../src/projections/complaints.ts';
import { readRows } from '../src/projections/complaint-rows.ts';
import { startComplaints, type Loose, type TestComplaints } from './harness.ts';
import { aHistory, folded, numbers, record, recordAll, type History } from './histories.ts';

let system: TestComplaints;
beforeEach(async () => {
  system = await startComplaints();
}, 60_000);
afterEach(() => system.dispose());

const someHistories = (count: number, seed: number, more: { storeId?: string } = {}): History[] => {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, i) =>
    aHistory(next, { length: 1 + Math.floor(next() * 12), number: seed * 10_000 + i + 1, ...more }),
  );
};

const follow = () => catchUp(system.pool, complaintsProjection);

/** The days counted from the complaints one by one. */
const SCAN = `
  SELECT (at AT TIME ZONE 'UTC')::date::text AS day, fact, category, priority, status, count(*)::int AS complaints,
    sum(CASE fact WHEN 'RESOLVED' THEN extract(epoch FROM at - created_at) * 1000 ELSE 0 END)::bigint AS ms,
    (count(satisfaction) FILTER (WHERE fact = 'CLOSED'))::int AS rated,
    coalesce(sum(satisfaction) FILTER (WHERE fact = 'CLOSED'), 0)::int AS satisfaction
  FROM complaint CROSS JOIN LATERAL (VALUES ('FILED', created_at), ('RESOLVED', resolved_at), ('CLOSED', closed_at)) AS f (fact, at)
  WHERE at IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;
const KEPT = `
  SELECT day::text AS day, fact, category, priority, status, sum(complaints)::int AS complaints, sum(duration_ms)::bigint AS ms,
    sum(rated)::int AS rated, sum(satisfaction)::int AS satisfaction
  FROM complaint_day GROUP BY 1, 2, 3, 4, 5 HAVING sum(complaints) <> 0 ORDER BY 1, 2, 3, 4, 5`;

async function tellsOf(histories: readonly History[]): Promise<void> {
  const rows = await readRows(
    system.pool,
    'complaint',
    histories.map(({ id }) => id),
  );
  expect(rows).toEqual(new Map(histories.map((history) => [history.id, folded(history)])));
  const [kept, scan] = [await system.pool.query(KEPT), await system.pool.query(SCAN)];
  expect(kept.rows).toEqual(scan.rows);
  expect(kept.rows.length).toBeGreaterThan(0);
}

async function events(): Promise<EventEnvelope[]> {
  const { rows } = await system.pool.query<EventEnvelope>(
    `SELECT position, stream_id AS "streamId", stream_version AS "streamVersion", type, data FROM event ORDER BY position`,
  );
  return rows;
}

describe('the projection of complaints', () => {
  it('tells what the events of each add up to, and its days are what a scan counts', async () => {
    const histories = someHistories(80, 1);
    await recordAll(system.pool, histories);
    await follow();
    await tellsOf(histories);
  });

  it('takes events twice, and streams in any order', async () => {
    const histories = someHistories(40, 2);
    await recordAll(system.pool, histories);
    const all = await events();
    const next = numbers(7);
    const order = new Map(histories.map(({ id }) => [id, next()]));
    const mixed = [...all].sort((a, b) => (order.get(a.streamId) ?? 0) - (order.get(b.streamId) ?? 0));
    for (const batch of [mixed.slice(0, 50), mixed.slice(0, 90), mixed, all])
      await inTransaction(system.pool, (client) => complaintsProjection.apply(client, batch, (view) => view));
    await tellsOf(histories);
  });

  it('goes on where it was when it dies in the middle of a batch', async () => {
    const histories = someHistories(30, 3);
    await recordAll(system.pool, histories.slice(0, 10));
    await follow();
    await recordAll(system.pool, histories.slice(10));
    const all = await events();
    const dying = inTransaction(system.pool, async (client) => {
      await complaintsProjection.apply(client, all, (view) => view);
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(dying).rejects.toThrow();
    await follow();
    await tellsOf(histories);
  });

  it('leaves a stream with a hole to whoever mends it, and goes on with the others', async () => {
    const histories = someHistories(10, 4);
    const broken = histories.find(({ steps }) => steps.length > 2);
    await recordAll(system.pool, histories);
    await system.asOwner('DELETE FROM event WHERE stream_id = $1 AND stream_version = 1', [broken?.id]);
    await follow();
    const parked = await system.pool.query('SELECT DISTINCT stream_id AS id FROM parked_event');
    expect(parked.rows).toEqual([{ id: broken?.id }]);
    await tellsOf(histories.filter((one) => one !== broken));
  });

  it('is built anew without what is parked, which stays parked: also by itself, when its version rises', async () => {
    const histories = someHistories(10, 12);
    const broken = histories.find(({ steps }) => steps.length > 2);
    await recordAll(system.pool, histories);
    await system.asOwner('DELETE FROM event WHERE stream_id = $1 AND stream_version = 1', [broken?.id]);
    await follow();
    const parked = async () =>
      (await system.pool.query('SELECT consumer, event_id, error, attempts FROM parked_event ORDER BY stream_version'))
        .rows;
    const before = await parked();
    expect(before.length).toBeGreaterThan(1);
    await beginRebuild(system.pool, complaintsProjection, null);
    const ended = await carryOnRebuild(system.pool, complaintsProjection, 10_000);
    expect(ended).toMatchObject({ error: null, rebuild: { state: 'DONE' } });
    expect(await parked()).toEqual(before);
    await tellsOf(histories.filter((one) => one !== broken));

    const base = { pool: system.pool, service: 'complaints-test', log: createLogger('complaints-test', 'silent') };
    const newer = { ...complaintsProjection, version: complaintsProjection.version + 1 };
    for (const job of projectionParts(base, 'complaints', [newer]).periodic) await job.run();
    const { rows } = await system.pool.query('SELECT version, generation FROM projection');
    expect(rows).toEqual([{ version: newer.version, generation: 3 }]);
    expect(await parked()).toEqual(before);
    await tellsOf(histories.filter((one) => one !== broken));
  });

  it('leaves nothing parked that the one that is built could take in', async () => {
    const histories = someHistories(10, 13);
    await recordAll(system.pool, histories);
    const poison = histories[3]?.id;
    const older: Projection = {
      ...complaintsProjection,
      apply(client, some, table) {
        if (some.some(({ streamId }) => streamId === poison)) throw new Error('I cannot read this.');
        return complaintsProjection.apply(client, some, table);
      },
    };
    await catchUp(system.pool, older);
    expect((await system.pool.query('SELECT DISTINCT stream_id AS id FROM parked_event')).rows).toEqual([
      { id: poison },
    ]);
    await beginRebuild(system.pool, complaintsProjection, null);
    await carryOnRebuild(system.pool, complaintsProjection, 10_000);
    expect((await system.pool.query('SELECT FROM parked_event')).rowCount).toBe(0);
    await tellsOf(histories);
  });

  it('puts the swap off while somebody reads for long, and holds nobody up meanwhile', async () => {
    const histories = someHistories(20, 11);
    await recordAll(system.pool, histories);
    await follow();
    const begun = await beginRebuild(system.pool, complaintsProjection, randomUUID());
    await inTransaction(system.pool, async (reader) => {
      await reader.query('SELECT count(*) FROM complaint');
      for (const forMs of [5_000, 5_000])
        expect(await carryOnRebuild(system.pool, complaintsProjection, forMs)).toBeNull();
      const { rows } = await system.pool.query<{ n: number }>('SELECT count(*) AS n FROM complaint');
      expect(rows[0]?.n).toBe(20);
    });
    await tellsOf(histories);
    const ended = await carryOnRebuild(system.pool, complaintsProjection, 5_000);
    expect(ended?.rebuild).toMatchObject({ id: begun.id, state: 'DONE' });
    await tellsOf(histories);
  });

  it('is built anew while people write and read, and nobody sees a part of it', async () => {
    const histories = someHistories(150, 5);
    await recordAll(system.pool, histories);
    await follow();
    // What is wrong in the old one is right in the new one.
    await system.pool.query(`UPDATE complaint SET title = 'wrong'`);
    const ended = new AbortController();
    const late = someHistories(150, 6);

    const writing = (async () => {
      for (let version = 1; version <= 12; version++) {
        await record(system.pool, late, version);
        await follow();
      }
    })();
    const counts: number[] = [];
    const reading = (async () => {
      while (!ended.signal.aborted) {
        const { rows } = await system.pool.query<{ n: number }>('SELECT count(*) AS n FROM complaint');
        counts.push(rows[0]?.n ?? 0);
      }
    })();
    const begun = await beginRebuild(system.pool, complaintsProjection, randomUUID());
    let built = null;
    // No time at all a turn: each goes on with what the one before wrote down.
    while (!built) built = await carryOnRebuild(system.pool, complaintsProjection, 0);
    expect(built).toMatchObject({ error: null, rebuild: { id: begun.id, state: 'DONE' } });
    await writing;
    ended.abort();
    await reading;
    await follow();

    expect(counts.length).toBeGreaterThan(10);
    expect(counts[0]).toBeGreaterThanOrEqual(150);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    await tellsOf([...histories, ...late]);
    const tables = await system.pool.query(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname ~ '^complaint.*_v' ORDER BY 1`,
    );
    expect(tables.rows).toEqual([{ name: 'complaint_day_v2' }, { name: 'complaint_v2' }]);
  });
});

const LIST = `query ($minPosition: SafeInt) { complaints(minPosition: $minPosition) { stale edges { node { id } } } }`;
const STATISTICS = `query ($from: DateTime!, $to: DateTime!) { complaintStatistics(from: $from, to: $to) { from to filed resolved closed
  byStatus { status complaints } byPriority { priority complaints } byCategory { category complaints }
  averageHoursToResolve averageSatisfaction trend { day filed resolved closed } } }`;

describe('who reads', () => {
  it('waits for a change that the list does not tell of yet, but not for long', async () => {
    const histories = someHistories(3, 8);
    await recordAll(system.pool, histories);
    const minPosition = (await events()).at(-1)?.position;
    const admin = system.person('ADMIN');
    expect(await admin.value(LIST, { minPosition })).toEqual({ stale: true, edges: [] });
    const waiting = admin.value(LIST, { minPosition });
    await follow();
    const list = await waiting;
    expect(list.stale).toBe(false);
    expect(list.edges).toHaveLength(3);
    expect((await admin.value(LIST)).stale).toBe(false);
  });

  it('gets figures of a period: agents and admins of all, managers of their stores', async () => {
    const storeId = randomUUID();
    const [own, others] = [someHistories(30, 9, { storeId }), someHistories(20, 10)];
    await recordAll(system.pool, [...own, ...others]);
    await follow();
    const period = { from: '2026-04-01T12:00:00Z', to: '2026-05-31T12:00:00Z' };
    const figures = async (viewer: ReturnType<typeof system.person>): Promise<Loose> =>
      viewer.value(STATISTICS, period);

    const folds = own.flatMap((history) => folded(history) ?? []);
    const resolved = folds.filter(({ resolvedAt }) => resolvedAt && resolvedAt < '2026-06-01');
    const hours = resolved.map((one) => (Date.parse(one.resolvedAt ?? '') - Date.parse(one.createdAt)) / 3_600_000);
    const rated = folds.flatMap((one) => (one.closedAt && one.closedAt < '2026-06-01' && one.satisfaction) || []);
    const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const answer = await figures(system.person('MANAGER', [storeId]));
    expect(answer).toMatchObject({
      ...{ from: '2026-04-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z', filed: 30, resolved: resolved.length },
      averageHoursToResolve: expect.closeTo(average(hours), 6),
      averageSatisfaction: expect.closeTo(average(rated), 6),
    });
    const trend = answer.trend as unknown as { filed: number }[];
    expect(trend).toHaveLength(61);
    expect(trend.reduce((sum, { filed }) => sum + filed, 0)).toBe(30);
    const open = (answer.byStatus as unknown as { status: string; complaints: number }[]).find(
      (one) => one.status === 'OPEN',
    );
    expect(open?.complaints).toBe(folds.filter(({ status }) => status === 'OPEN').length);

    for (const role of ['AGENT', 'ADMIN'] as const) expect((await figures(system.person(role))).filed).toBe(50);
    expect((await figures(system.person('MANAGER', [randomUUID()]))).filed).toBe(0);
    for (const [role, code] of [
      ['CLIENT', 'FORBIDDEN'],
      [null, 'UNAUTHENTICATED'],
    ] as const)
      expect((await system.person(role).ask(STATISTICS, period)).errors[0]?.extensions.code).toBe(code);
    const backwards = await system.person('ADMIN').ask(STATISTICS, { from: period.to, to: period.from });
    expect(backwards.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
