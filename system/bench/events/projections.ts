import { buildComplaints } from '@comptoir/complaints';
import { complaintsProjection } from '@comptoir/complaints/projection';
import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction, withClient } from '@comptoir/database';
import { localSubgraph } from '@comptoir/gateway';
import { uuidv7, type Actor } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { beginRebuild, carryOnRebuild, catchUp, projectionParts } from '@comptoir/messaging';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { mark, percentile, say, table } from '../report.ts';
import { openComplaints, writeComplaints, type ComplaintsGround } from './complaints-ground.ts';
import type { Part } from './main.ts';

const AT_ONCE = 5_000;
/** Complaints in a batch: about 16 events, as the relay brings them at 500 events a second, and four times as many. */
const BATCH_STREAMS = 4;
const LARGE_BATCH_STREAMS = 16;
const BATCHES = 300;
const QUERIES = 400;
const WRITE_MS = 20;
/** Who waits longer than this was waiting for the rebuild. */
const SLOWEST_READ_MS = 250;

const log = createLogger('bench', 'warn');
const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
const p = (values: number[], part: number): number => percentile(sorted(values), part);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Batches of events of complaints that are new, as the relay brings them: in the transaction of the effect. */
async function updates({ pool }: ComplaintsGround, from: number, streams: number): Promise<number[]> {
  const [handler] = projectionParts({ pool, log, service: 'bench' }, 'complaints', [complaintsProjection]).handlers;
  const took: number[] = [];
  for (let i = 0; i < BATCHES; i++) {
    const first = from + i * streams;
    await writeComplaints(pool, first, first + streams - 1);
    const { rows } = await pool.query<EventEnvelope>(
      `SELECT position, stream_id AS "streamId", stream_version AS "streamVersion", type, data FROM event
        WHERE position > coalesce((SELECT upto FROM lane_cursor WHERE consumer = 'complaints'), 0) ORDER BY position`,
    );
    const upto = rows.at(-1)?.position ?? 0;
    took.push(
      await timed(() =>
        inTransaction(pool, async (client) => {
          await client.query(`UPDATE lane_cursor SET upto = $1 WHERE consumer = 'complaints'`, [upto]);
          await handler?.apply(client, rows, 'complaints');
        }),
      ),
    );
  }
  return took;
}

const LIST = `query ($filter: ComplaintFilter, $orderBy: ComplaintOrder, $after: String) {
  complaints(first: 20, filter: $filter, orderBy: $orderBy, after: $after) {
    edges { node { id number status priority category version updatedAt } } pageInfo { endCursor hasNextPage } } }`;

/** Pages as the desk of agents asks for them, through the schema of the subgraph. */
async function lists(ground: ComplaintsGround): Promise<Record<string, number[]>> {
  const subgraph = buildComplaints({
    ...{ pool: ground.pool, log, service: 'bench', bus: memoryBus() },
    ports: { saleOwner: async () => null, roleOf: async () => null },
  });
  const { fetch } = localSubgraph(subgraph, log);
  const actor = (role: Actor['role'], storeIds: string[] = []): Actor => ({
    ...{ sub: uuidv7(), role, storeIds, sessionId: uuidv7() },
  });
  const agent = actor('AGENT');
  const kinds: Record<string, { who: Actor; variables: object }> = {
    'the newest': { who: agent, variables: {} },
    'open, critical': { who: agent, variables: { filter: { status: 'OPEN', priority: 'CRITICAL' } } },
    'of an agent, by change': {
      who: agent,
      variables: { filter: { assigneeId: ground.agentId }, orderBy: { field: 'UPDATED_AT', direction: 'DESC' } },
    },
    'in progress, by change': {
      who: agent,
      variables: { filter: { status: 'IN_PROGRESS' }, orderBy: { field: 'UPDATED_AT', direction: 'ASC' } },
    },
    'of a store and category': {
      who: agent,
      variables: { filter: { storeId: ground.storeId, category: 'OTHER' } },
    },
    'of a manager': { who: actor('MANAGER', [ground.storeId]), variables: {} },
  };
  const took: Record<string, number[]> = {};
  for (const [name, { who, variables }] of Object.entries(kinds)) {
    const of: number[] = (took[name] = []);
    let after: string | null = null;
    for (let i = 0; i < QUERIES; i++) {
      const start = performance.now();
      const { data, errors } = await fetch({
        ...{ kind: 'query', query: LIST, operationName: undefined, variables: { ...variables, after } },
        request: {
          ...{ actor: who, trace: newTrace(), client: { address: '', userAgent: '' } },
          cookie: { refreshToken: null, setRefreshToken: () => undefined },
        },
      });
      of.push(performance.now() - start);
      if (errors?.[0]) throw new Error(errors[0].message);
      const { pageInfo } = data?.complaints as { pageInfo: { endCursor: string; hasNextPage: boolean } };
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    }
    // The first ones prepare their statement on each connection.
    of.splice(0, 20);
  }
  await subgraph.dispose();
  return took;
}

/** Built anew while complaints are written and followed, and read all the time. */
async function rebuild({ pool }: ComplaintsGround, from: number) {
  let running = true;
  let number = from;
  const writing = (async () => {
    while (running) {
      await writeComplaints(pool, number, ++number);
      number++;
      await catchUp(pool, complaintsProjection);
      await new Promise((done) => setTimeout(done, WRITE_MS));
    }
  })();
  const reads: number[] = [];
  const reading = (async () => {
    while (running)
      reads.push(await timed(() => pool.query('SELECT * FROM complaint ORDER BY created_at DESC, id DESC LIMIT 20')));
  })();
  await beginRebuild(pool, complaintsProjection, null);
  const took = await timed(async () => {
    let ended = null;
    while (!ended) ended = await carryOnRebuild(pool, complaintsProjection, 5_000);
    if (ended.error) throw new Error(ended.error);
  });
  running = false;
  await Promise.all([writing, reading]);
  return { seconds: took / 1_000, reads, written: number - from };
}

/** The read models of complaints: how fast they follow, how fast they answer, and how they are built anew. */
export const projections: Part = async (servers, { complaints }) => {
  const ground = await openComplaints(servers);
  try {
    say(`writing ${complaints} complaints`);
    for (let from = 1; from <= complaints; from += AT_ONCE)
      await writeComplaints(ground.pool, from, Math.min(from + AT_ONCE - 1, complaints));
    const { rows } = await ground.pool.query<{ events: number }>('SELECT count(*) AS events FROM event');
    const events = rows[0]?.events ?? 0;
    const filling = (await timed(() => catchUp(ground.pool, complaintsProjection))) / 1_000;
    await withClient(ground.ownerUrl, (owner) => owner.query('VACUUM ANALYZE'));
    say(`${events} events followed in ${filling.toFixed(1)} s`);

    const took = await updates(ground, complaints + 1, BATCH_STREAMS);
    const large = complaints + 1 + BATCHES * BATCH_STREAMS;
    const tookLarge = await updates(ground, large, LARGE_BATCH_STREAMS);
    const pages = await lists(ground);
    const built = await rebuild(ground, large + BATCHES * LARGE_BATCH_STREAMS);
    const all = Object.values(pages).flat();
    return [
      table(
        ['list of 20', 'p50 ms', 'p95 ms'],
        Object.entries(pages).map(([name, of]) => [name, p(of, 0.5), p(of, 0.95)]),
      ),
      table(
        ['what', 'p50', 'p95', 'most'],
        [
          [`update, ms a batch of ${BATCH_STREAMS} complaints`, p(took, 0.5), p(took, 0.95), p(took, 1)],
          [`update, ms a batch of ${LARGE_BATCH_STREAMS}`, p(tookLarge, 0.5), p(tookLarge, 0.95), p(tookLarge, 1)],
          ['read during the rebuild, ms', p(built.reads, 0.5), p(built.reads, 0.95), p(built.reads, 1)],
        ],
      ),
      `${complaints} complaints, ${events} events; first filling ${(events / filling).toFixed(0)} events/s; ${built.written} complaints written during the rebuild.
Are readers blocked? ${built.reads.length} pages were read during the rebuild, one after another, and none failed. Who was blocked would have waited for up to ${built.seconds.toFixed(1)} s.`,
      [
        mark('projection update p95, ms a batch', p(took, 0.95), { most: 5 }),
        mark('complaint query p95, ms', p(all, 0.95), { most: 10 }),
        mark('rebuild while live, s', built.seconds, { most: 20 }),
        mark('slowest read of a page during the rebuild, ms', p(built.reads, 1), { most: SLOWEST_READ_MS }),
      ].join('\n'),
    ];
  } finally {
    await ground.drop();
  }
};
