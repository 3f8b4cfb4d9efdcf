import { projectionsCall, rebuildCall, type ProjectionRebuild, type ProjectionStatus } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { lagOf, positionOf } from './position.ts';
import type { Projection } from './projection.ts';
import { beginRebuild, newestRebuild } from './rebuild.ts';

/** What a context that keeps read models lets the audit context ask, for admins. Part of its `internal` ports. */
export function projectionPorts(pool: Pool, projections: readonly Projection[]) {
  const statusOf = async (projection: Projection): Promise<ProjectionStatus> => ({
    name: projection.name,
    version: projection.version,
    upto: await positionOf(pool, projection),
    lagSeconds: await lagOf(pool, projection),
    rebuild: await newestRebuild(pool, projection.name),
  });
  return {
    async projections(calls: unknown[]): Promise<ProjectionStatus[][]> {
      for (const call of calls) projectionsCall.parse(call);
      const all = await Promise.all(projections.map(statusOf));
      return calls.map(() => all);
    },
    async rebuildProjection(calls: unknown[]): Promise<(ProjectionRebuild | null)[]> {
      const answers = [];
      for (const call of calls) {
        const { name, startedBy } = rebuildCall.parse(call);
        const projection = projections.find((one) => one.name === name);
        answers.push(projection ? await beginRebuild(pool, projection, startedBy) : null);
      }
      return answers;
    },
  };
}
