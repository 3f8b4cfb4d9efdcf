import { upcastEvent, type EventEnvelope, type ProjectionRebuild } from '@comptoir/contracts';
import { inTransaction, isTransient, type Pool, type PoolClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { applyOrPark, isFaultOfEvents } from '../apply-batch.ts';
import { faultText } from '../parked-events.ts';
import { readEvents } from '../read-final-events.ts';
import { positionOf } from './position.ts';
import { routeOf, type Projection } from './projection.ts';

/** Events that are taken in at once. */
const PAGE = 5_000;
/** So few are left for the swap. */
const FEW = 100;
/** Readers wait for a swap no longer than this; it is tried again. */
const SWAP_LOCK_MS = 300;

/** What a build parks is kept under this name until it is what is read. */
const buildOf = (name: string): string => `${name} (rebuild)`;

/** Another process carried the same build on: what was done here is undone. */
class ElsewhereError extends Error {}

const COLUMNS = `id, projection, state, started_by AS "startedBy",
  to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startedAt",
  to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "finishedAt", upto, target`;

/** Begins to build a projection anew, or joins the build that runs. */
export async function beginRebuild(
  pool: Pool,
  projection: Projection,
  startedBy: string | null,
): Promise<ProjectionRebuild> {
  const target = await positionOf(pool, projection);
  const begun = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<ProjectionRebuild>(
      `INSERT INTO projection_rebuild (id, projection, version, started_by, target) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (projection) WHERE state = 'RUNNING' DO NOTHING RETURNING ${COLUMNS}`,
      [uuidv7(), projection.name, projection.version, startedBy, target],
    );
    if (rows[0]) {
      await client.query('SELECT projection_begin($1)', [projection.name]);
      await unpark(client, projection, buildOf(projection.name));
    }
    return rows[0];
  });
  const rebuild = begun ?? (await newestRebuild(pool, projection.name));
  if (!rebuild) throw new Error(`The projection "${projection.name}" has no row in its database.`);
  return rebuild;
}

/** The build of a projection that runs, or the last one that did. */
export async function newestRebuild(pool: Pool, name: string): Promise<ProjectionRebuild | null> {
  const { rows } = await pool.query<ProjectionRebuild>(
    `SELECT ${COLUMNS} FROM projection_rebuild WHERE projection = $1 ORDER BY id DESC LIMIT 1`,
    [name],
  );
  return rows[0] ?? null;
}

/**
 * Carries the build of a projection on for so long, and answers it when it has ended; null while it goes on or where none runs.
 *
 * The cursor of the projection that is read says what is final: the build follows it, never passes it, and takes its place while
 * it stands still. How far the build is, it writes down with each page, so that any worker goes on with it.
 */
export async function carryOnRebuild(
  pool: Pool,
  projection: Projection,
  forMs: number,
): Promise<{ rebuild: ProjectionRebuild; error: string | null } | null> {
  const end = Date.now() + forMs;
  const running = await newestRebuild(pool, projection.name);
  if (running?.state !== 'RUNNING') return null;
  let { upto } = running;
  let isIndexed = false;
  try {
    for (;;) {
      const final = await positionOf(pool, projection);
      const events = await read(pool, projection, upto, final);
      if (events.length < FEW && !isIndexed) {
        await index(pool, projection);
        isIndexed = true;
        continue;
      }
      if (events.length < FEW) return { rebuild: await swap(pool, projection, { ...running, upto }), error: null };
      const next = endOf(events, final);
      await inTransaction(pool, (client) => take(client, projection, { ...running, upto }, events, next));
      upto = next;
      if (Date.now() > end) return null;
    }
  } catch (error) {
    if (error instanceof ElsewhereError || isTransient(error)) return null;
    if (!isFaultOfEvents(error)) throw error;
    return { rebuild: await giveUp(pool, running.id, faultText(error)), error: faultText(error) };
  }
}

const read = (
  from: Pick<PoolClient, 'query'>,
  projection: Projection,
  after: number,
  upto: number,
): Promise<EventEnvelope[]> =>
  readEvents(from, { after, upto, limit: PAGE, types: routeOf(projection).types, lane: 0, lanes: 1 });

/** Up to where a page of events tells. */
const endOf = (page: readonly EventEnvelope[], final: number): number =>
  page.length < PAGE ? final : (page.at(-1)?.position ?? final);

/** Takes a page of events into the tables that are built; what cannot be taken is parked, as it is when it comes from the relay. */
async function take(
  client: PoolClient,
  projection: Projection,
  { id, upto }: ProjectionRebuild,
  events: readonly EventEnvelope[],
  next: number,
): Promise<void> {
  const { rows } = await client.query<{ generation: number }>(
    `UPDATE projection_rebuild r SET upto = $3 FROM projection p
      WHERE r.id = $1 AND r.upto = $2 AND r.state = 'RUNNING' AND p.name = r.projection RETURNING p.generation + 1 AS generation`,
    [id, upto, next],
  );
  const [row] = rows;
  if (!row) throw new ElsewhereError(`The build of "${projection.name}" went on elsewhere.`);
  const build = {
    consumer: buildOf(projection.name),
    apply: (on: PoolClient, part: readonly EventEnvelope[]) =>
      projection.apply(on, part.map(upcastEvent), (view) => `${view}_v${row.generation}`),
  };
  if (events.length > 0) await applyOrPark(client, build, routeOf(projection).source, events);
}

/** Gives the new tables their indexes, each in a statement of its own: what is read goes on meanwhile. */
async function index(pool: Pool, { name }: Projection): Promise<void> {
  const next = async () =>
    (await pool.query<{ made: boolean }>('SELECT projection_index($1) AS made', [name])).rows[0]?.made;
  while (await next());
  await pool.query('SELECT projection_analyze($1)', [name]);
}

/**
 * The last few events, and the views show the new tables: one short transaction, in which the projection that was read stands
 * still. What is parked for it makes way for what the new one could not take in either.
 */
async function swap(pool: Pool, projection: Projection, running: ProjectionRebuild): Promise<ProjectionRebuild> {
  const { name } = projection;
  const { source } = routeOf(projection);
  const done = await inTransaction(pool, async (client) => {
    await client.query(`SET LOCAL lock_timeout = ${SWAP_LOCK_MS}`);
    await client.query(
      `INSERT INTO lane_cursor (source, consumer, lane, source_epoch) SELECT $1, $2, 0, epoch FROM event_epoch ON CONFLICT DO NOTHING`,
      [source, name],
    );
    const { rows } = await client.query<{ upto: number }>(
      'SELECT upto FROM lane_cursor WHERE source = $1 AND consumer = $2 AND lane = 0 FOR UPDATE',
      [source, name],
    );
    const final = rows[0]?.upto ?? 0;
    let { upto } = running;
    while (upto < final) {
      const events = await read(client, projection, upto, final);
      const next = endOf(events, final);
      await take(client, projection, { ...running, upto }, events, next);
      upto = next;
    }
    await client.query('SELECT projection_swap($1, $2)', [name, projection.version]);
    await unpark(client, projection, name);
    await client.query('UPDATE parked_event SET consumer = $3 WHERE source = $1 AND consumer = $2', [
      ...[source, buildOf(name), name],
    ]);
    return ended(client, running.id, 'DONE', null);
  });
  // What is still read stays until the next build.
  await pool.query('SELECT projection_clean($1)', [name]).catch((error: unknown) => {
    if (!isTransient(error)) throw error;
  });
  return done;
}

const unpark = (client: Pick<PoolClient, 'query'>, projection: Projection, consumer: string) =>
  client.query('DELETE FROM parked_event WHERE source = $1 AND consumer = $2', [
    ...[routeOf(projection).source, consumer],
  ]);

const giveUp = (pool: Pool, id: string, error: string): Promise<ProjectionRebuild> => ended(pool, id, 'FAILED', error);

async function ended(
  client: Pick<PoolClient, 'query'>,
  id: string,
  state: 'DONE' | 'FAILED',
  error: string | null,
): Promise<ProjectionRebuild> {
  const { rows } = await client.query<ProjectionRebuild>(
    `UPDATE projection_rebuild SET state = $2, error = $3, finished_at = clock_timestamp() WHERE id = $1 AND state = 'RUNNING'
     RETURNING ${COLUMNS}`,
    [id, state, error],
  );
  if (!rows[0]) throw new ElsewhereError(`The build ${id} ended elsewhere.`);
  return rows[0];
}
