import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openPool, provisionContext, withClient, type Pool } from '@comptoir/database';
import { createLogger } from '@comptoir/telemetry';
import type { Servers } from '../ground.ts';

/** Agents and stores among whom complaints are spread. */
const AGENTS = 50;
const STORES = 5;

export type ComplaintsGround = {
  pool: Pool;
  ownerUrl: string;
  agentId: string;
  storeId: string;
  drop(): Promise<void>;
};

/** An id that stands for the n-th of something. */
const idOf = (kind: number, n: number): string => `00000000-0000-7000-800${kind}-${n.toString(16).padStart(12, '0')}`;
const idSql = (kind: number, n: string): string =>
  `('00000000-0000-7000-800${kind}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** A database of complaints, new and empty. */
export async function openComplaints({ adminUrl }: Servers): Promise<ComplaintsGround> {
  const database = `bench_complaints_${randomUUID().slice(0, 8)}`;
  const migrations = fileURLToPath(new URL('../../../subgraphs/complaints/prisma/migrations', import.meta.url));
  const { appUrl, ownerUrl } = await provisionContext({
    ...{ context: 'complaints', migrations, adminUrl, secret: 'bench', database },
  });
  const log = createLogger('bench', 'warn');
  const pool = openPool({ url: appUrl, context: 'complaints', max: 12, service: 'bench', log });
  return {
    ...{ pool, ownerUrl, agentId: idOf(2, 1), storeId: idOf(3, 1) },
    async drop() {
      await pool.end();
      await withClient(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${database} WITH (FORCE)`)));
    },
  };
}

/**
 * The events of complaints `$1 … $2`, one statement: each filed, nine in ten assigned, eight started, seven resolved, six
 * closed; some five minutes apart, and their events mixed as they come in time.
 */
const EVENTS = `
  INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)
  SELECT gen_random_uuid(), ${idSql(1, 'n')}, 'complaint', v, type, 1, facts || more, '{"source": "complaints"}', at
  FROM generate_series($1::int, $2::int) AS n
  CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01 00:00Z' + n * interval '315 seconds' AS filed) t
  CROSS JOIN LATERAL (SELECT jsonb_build_object('number', n, 'customerId', ${idSql(4, 'n % 20000')}, 'saleId', ${idSql(5, 'n')},
    'storeId', ${idSql(3, `MIX(3) % ${STORES}`)}) AS facts) f
  CROSS JOIN LATERAL (VALUES
    (1, 'ComplaintFiled', filed, jsonb_build_object('title', 'sealed title ' || n, 'description', repeat('sealed ', 20),
      'category', (ARRAY['PRODUCT_DEFECT','SERVICE_ISSUE','BILLING_DISPUTE','DELIVERY_ISSUE','OTHER'])[1 + n % 5],
      'priority', (ARRAY['LOW','MEDIUM','HIGH','CRITICAL'])[1 + n % 4], 'requestedResolution', null, 'filedAt', ISO(filed))),
    (2, 'ComplaintAssigned', filed + interval '1 hour', jsonb_build_object('assigneeId', ${idSql(2, `MIX(4) % ${AGENTS}`)},
      'assignedBy', ${idSql(2, '0')}, 'assignedAt', ISO(filed + interval '1 hour'))),
    (3, 'ComplaintStarted', filed + interval '2 hours', jsonb_build_object('startedBy', ${idSql(2, '0')}, 'startedAt', ISO(filed + interval '2 hours'))),
    (4, 'ComplaintResolved', filed + interval '9 hours', jsonb_build_object('resolution', 'EXPLANATION', 'outcome', 'DONE', 'comment', null,
      'settlement', null, 'resolvedBy', ${idSql(2, '0')}, 'resolvedAt', ISO(filed + interval '9 hours'))),
    (5, 'ComplaintClosed', filed + interval '30 hours', jsonb_build_object('satisfaction', 1 + n % 5, 'comment', null,
      'closedBy', ${idSql(4, 'n % 20000')}, 'closedAt', ISO(filed + interval '30 hours')))
  ) AS e (v, type, at, more)
  WHERE v <= 1 + CASE WHEN MIX(5) % 10 > 3 THEN 4 ELSE MIX(5) % 10 END ORDER BY at, n, v`;

const ISO = (moment: string): string => `to_char((${moment}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** Something of the n-th that has nothing to do with the rest of it. */
const MIX = (which: string): string => `abs(hashint4(n * 8 + ${which})::bigint)`;
const STATEMENT = EVENTS.replace(/MIX\((\d)\)/g, (_, which: string) => MIX(which)).replace(
  /ISO\(([^()]*)\)/g,
  (_, moment: string) => ISO(moment),
);

/** Writes the events of complaints number `from` to `upto`. */
export async function writeComplaints(pool: Pool, from: number, upto: number): Promise<void> {
  await pool.query(STATEMENT, [from, upto]);
}
