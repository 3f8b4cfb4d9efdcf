import type { ContextName } from '@comptoir/kit';
import { metrics } from '@comptoir/telemetry';
import type { PeriodicJob, WorkerBase, WorkerParts } from '../worker.ts';
import { lagOf } from './position.ts';
import { projectionHandler, type Projection } from './projection.ts';
import { beginRebuild, carryOnRebuild } from './rebuild.ts';

const EVERY_MS = 1_000;
/** One turn of a build: short, so that a worker stops in time. */
const TURN_MS = 5_000;

/** What keeps the projections of a context: consumers of their events, and a job that builds them anew and measures how far behind they are. */
export function projectionParts(
  { pool, log, service }: Pick<WorkerBase, 'pool' | 'log' | 'service'>,
  context: ContextName,
  projections: readonly Projection[],
): Pick<WorkerParts, 'handlers' | 'periodic'> {
  async function buildNewVersion(projection: Projection): Promise<void> {
    const { rows } = await pool.query<{ old: boolean }>(
      `SELECT version < $2 AS old FROM projection p WHERE name = $1
         AND NOT EXISTS (SELECT FROM projection_rebuild r WHERE r.projection = p.name AND r.version = $2)`,
      [projection.name, projection.version],
    );
    if (!rows[0]?.old) return;
    await beginRebuild(pool, projection, null);
    log.info({ event: 'projection_outdated', projection: projection.name, version: projection.version });
  }

  async function look(projection: Projection): Promise<void> {
    await buildNewVersion(projection);
    const ended = await carryOnRebuild(pool, projection, TURN_MS);
    if (ended?.error) log.error({ event: 'projection_rebuild_failed', ...ended.rebuild, reason: ended.error });
    else if (ended) log.info({ event: 'projection_rebuilt', ...ended.rebuild });
    metrics.projectionLag.set({ service, projection: projection.name }, await lagOf(pool, projection));
  }

  const keep: PeriodicJob = {
    name: `${context}-projections`,
    everyMs: EVERY_MS,
    async run() {
      for (const projection of projections) await look(projection);
    },
  };
  return { handlers: projections.map((projection) => projectionHandler(pool, service, projection)), periodic: [keep] };
}
