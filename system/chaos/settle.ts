import { ROUTES, type Consumer } from '@comptoir/contracts';
import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import { eventually, type TestClient } from '@comptoir/testing';
import { patiently } from './patience.ts';
import type { World } from './world.ts';

/** What had to be waited for and did not come true in time: a difference by itself. */
export type Restless = string[];

const SAGAS_MS = 90_000;
const HOLDS_MS = 20_000;
const EVENTS_MS = 60_000;
/** Who begins sagas at events. */
const BEGINNERS = ROUTES.filter(({ consumer }) => consumer.context === 'sagas');

/** Waits until no saga runs and none is about to be begun by an event. Those that wait for a person are let go on, as the person does; answers how many there were. */
export async function settleSagas({ databases }: World, admin: TestClient, restless: Restless): Promise<number> {
  const resumed = new Set<string>();
  const isQuiet = async () => {
    const { rows } = await databases.sagas.query<{ id: string; parked: boolean; reason: string | null }>(
      'SELECT id, parked, parked_reason AS reason FROM saga WHERE NOT done',
    );
    for (const { id, parked, reason } of rows) {
      if (!parked || resumed.has(id)) continue;
      if (!reason) restless.push(`saga ${id} is parked and nobody knows why`);
      resumed.add(id);
      await patiently(() => resume(admin, id));
    }
    return rows.length === 0 && !(await isAnyUnheard(databases, BEGINNERS));
  };
  await until(isQuiet, SAGAS_MS, 'the end of every saga', restless);
  return resumed.size;
}

/** Waits until no goods are held and every event has taken effect at everyone who reads it, the audit store among them. */
export async function settleRest({ databases }: World, restless: Restless): Promise<void> {
  const nothingHeld = async () => {
    const { rows } = await databases.catalog.query<{ held: number }>(
      `SELECT count(*) AS held FROM reservation WHERE state = 'HELD'`,
    );
    return rows[0]?.held === 0;
  };
  // What takes effect may write events of its own, so the last look must have found as many as the one before.
  let known = -1;
  const allHeard = async () => {
    const before = known;
    known = await countEvents(databases);
    return known === before && !(await isAnyUnheard(databases, ROUTES));
  };
  await until(nothingHeld, HOLDS_MS, 'the end of every hold', restless);
  await until(allHeard, EVENTS_MS, 'the effect of every event', restless);
}

async function countEvents(databases: World['databases']): Promise<number> {
  const counts = await Promise.all(
    CONTEXT_NAMES.map(async (context) => {
      const { rows } = await databases[context].query<{ events: number }>('SELECT count(*) AS events FROM event');
      return rows[0]?.events ?? 0;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Whether one of these has events of one of its sources before it. */
async function isAnyUnheard(databases: World['databases'], routes: typeof ROUTES): Promise<boolean> {
  const unheard = await Promise.all(
    routes.flatMap(({ consumer, sources, types }) =>
      sources.map((source) => isUnheard(databases, source, consumer, types)),
    ),
  );
  return unheard.includes(true);
}

async function isUnheard(
  databases: World['databases'],
  source: ContextName,
  consumer: Consumer,
  types: 'all' | readonly string[],
): Promise<boolean> {
  const heard = await databases[consumer.context].query<{ upto: number }>(
    'SELECT coalesce(max(upto), 0) AS upto FROM lane_cursor WHERE source = $1 AND consumer = $2',
    [source, consumer.name],
  );
  const { rows } = await databases[source].query<{ more: boolean }>(
    'SELECT EXISTS (SELECT FROM event WHERE position > $1 AND ($2::text[] IS NULL OR type = ANY ($2))) AS more',
    [heard.rows[0]?.upto ?? 0, types === 'all' ? null : types],
  );
  return rows[0]?.more ?? false;
}

async function until(check: () => Promise<boolean>, within: number, what: string, restless: Restless): Promise<void> {
  await eventually(check, { within, every: 150, what }).catch(({ message, cause }: Error) => {
    restless.push(cause ? `${message}: ${String(cause)}` : message);
  });
}

async function resume(admin: TestClient, sagaId: string): Promise<boolean> {
  const { resumeSaga } = await admin.data<{ resumeSaga: { __typename: string } }>(
    'mutation ($input: ResumeSagaInput!) { resumeSaga(input: $input) { __typename } }',
    { input: { sagaId } },
  );
  return resumeSaga.__typename === 'ResumeSagaSuccess';
}
