import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildAudit, CONSUMING_CONTEXTS, STATE_OWNERS } from '@comptoir/audit';
import { buildAuditWorker } from '@comptoir/audit/worker';
import { buildCatalog } from '@comptoir/catalog';
import { buildComplaints } from '@comptoir/complaints';
import type { EventEnvelope, StateOfAnswer, StateOfCall } from '@comptoir/contracts';
import { inTransaction, openPool, type Pool } from '@comptoir/database';
import type { InternalEndpoint, Subgraph } from '@comptoir/graphql-kit';
import type { ContextName } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import type { Queues } from '@comptoir/messaging';
import { buildSagas } from '@comptoir/sagas';
import { buildSales } from '@comptoir/sales';
import { localPort } from '@comptoir/service-kit';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { buildUsers } from '@comptoir/users';
import { graphql } from 'graphql';
import { demoPlan } from '../src/demo/plan.ts';
import { SEEDS } from '../src/demo/seed.ts';

const KINDS: [kind: string, owner: ContextName][] = [
  ...(['category', 'product', 'store', 'stock', 'reservation'] as const).map((kind): [string, ContextName] => [
    kind,
    'catalog',
  ]),
  ...(['sale', 'refund', 'store-credit'] as const).map((kind): [string, ContextName] => [kind, 'sales']),
  ...[['saga', 'sagas'] as const, ['complaint', 'complaints'] as const, ['user', 'users'] as const].map(
    ([kind, owner]): [string, ContextName] => [kind, owner],
  ),
];
/** Things of each kind that are looked at. */
const SOME = 25;

const log = createLogger('replay-test', 'silent');
const bus = memoryBus();
const service = 'replay-test';
/** Nobody starts anything here. */
const queues = { queue: () => ({}) } as unknown as Queues;
const pools = new Map<ContextName, Pool>();
const ends: (() => Promise<unknown>)[] = [];
let audit: ReturnType<typeof buildAudit>;

async function open(context: ContextName): Promise<Pool> {
  const database = await freshDatabase(context);
  const pool = openPool({ url: database.url, context, max: 3, service, log });
  pools.set(context, pool);
  ends.unshift(async () => {
    await pool.end();
    await database.drop();
  });
  return pool;
}

beforeAll(async () => {
  const plan = demoPlan({ now: new Date() });
  const base = async (context: ContextName) => ({ pool: await open(context), bus, log, service, demo: true, queues });
  const nobody = async () => null as never;
  const contexts: Pick<Subgraph, 'name' | 'internal' | 'dispose'>[] = [
    buildUsers(await base('users')),
    buildCatalog(await base('catalog')),
    buildSales({ ...(await base('sales')), ports: { categoriesOf: nobody } }),
    buildSagas({ ...(await base('sagas')), ports: { quote: nobody, openSale: nobody } }),
    buildComplaints({ ...(await base('complaints')), ports: { saleOwner: nobody, roleOf: nobody } }),
  ];
  await Promise.all([...pools].map(([context, pool]) => SEEDS[context]?.(pool, plan)));
  const states = Object.fromEntries(
    contexts
      .filter(({ name }) => STATE_OWNERS.includes(name))
      .map(({ name, internal }) => [name, localPort<StateOfCall, StateOfAnswer>(internal.stateOf as InternalEndpoint)]),
  );
  const own = await base('audit');
  const none = { list: async () => [], replay: async () => ({ replayed: 0, failed: [], nextAfter: null }) };
  const deadLetters = Object.fromEntries(CONSUMING_CONTEXTS.map((context) => [context, none]));
  audit = buildAudit({ ...own, states, deadLetters });
  ends.unshift(...[...contexts, audit].map((context) => () => context.dispose()));
}, 240_000);
afterAll(async () => {
  for (const end of ends) await end();
}, 60_000);

/** Some streams of a kind in the audit store: as relay and consumer would have brought them there. */
async function recorded(kind: string, context: ContextName): Promise<string[]> {
  const { rows } = await (pools.get(context) as Pool).query<EventEnvelope>(
    `SELECT position, event_id AS "eventId", stream_id AS "streamId", stream_type AS "streamType", stream_version AS "streamVersion", type,
            schema_version AS version, data, metadata, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "occurredAt"
       FROM event WHERE stream_id IN (SELECT stream_id FROM event WHERE stream_type = $1 GROUP BY stream_id
                                       ORDER BY count(*) DESC, md5(stream_id::text) LIMIT $2)
      ORDER BY stream_id, stream_version`,
    [kind, SOME],
  );
  const pool = pools.get('audit') as Pool;
  const [handler] = buildAuditWorker({ pool, bus, log, service, demo: true, queues }).handlers;
  await inTransaction(pool, async (client) => handler?.apply(client, rows, context));
  return [...new Set(rows.map(({ streamId }) => streamId))];
}

type Replay = { isConsistent: boolean; comparedWith: string; differences: { path: string }[] };

async function replay(id: string): Promise<Replay> {
  const { data, errors } = await graphql({
    schema: audit.schema,
    source: `mutation ($id: ID!) { replayStream(input: { streamId: $id }) {
      ... on ReplayStreamSuccess { isConsistent comparedWith differences { path replayed kept } } } }`,
    variableValues: { id },
    contextValue: audit.context({
      actor: { sub: randomUUID(), role: 'ADMIN', storeIds: [], sessionId: randomUUID() },
      ...{ trace: newTrace(), client: { address: '', userAgent: '' } },
      cookie: { refreshToken: null, setRefreshToken: () => undefined },
    }),
  });
  if (errors?.[0]) throw errors[0];
  return JSON.parse(JSON.stringify(data?.replayStream)) as Replay;
}

describe('the demo chain', () => {
  it.each(KINDS)('a %s of it is what its events say, says %s', async (kind, owner) => {
    const ids = await recorded(kind, owner);
    if (kind !== 'store-credit') expect(ids.length).toBeGreaterThan(2);
    for (const id of ids)
      expect({ id, ...(await replay(id)) }).toEqual({ id, isConsistent: true, comparedWith: owner, differences: [] });
  });

  it('shows where a row was changed behind its back', async () => {
    const [id = ''] = await recorded('product', 'catalog');
    await pools.get('catalog')?.query('UPDATE product SET price_minor = price_minor + 1 WHERE id = $1', [id]);
    expect(await replay(id)).toMatchObject({ isConsistent: false, differences: [{ path: 'priceMinor' }] });
  });
});
