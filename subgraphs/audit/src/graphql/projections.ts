import type { ProjectionRebuild } from '@comptoir/contracts';
import { requireRole, sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import { rebuildProjection, type KnownProjection } from '../application/projections.ts';
import { searchOf } from '../domain/search.ts';
import type { AuditContext } from './context.ts';

export async function rebuildProjectionField(
  _: unknown,
  { input }: { input: { name: string } },
  { projections, replay: { telemetry }, searches, replayed, actor }: AuditContext,
): Promise<UnionMember> {
  const admin = requireRole(actor, 'ADMIN');
  await searches.load(searchOf('rebuildProjection', input));
  const outcome = await telemetry.command('rebuild_projection', () =>
    rebuildProjection(projections, telemetry, admin, input),
  );
  if (!outcome.ok) return sharedProblem(outcome.problem);
  const { id: rebuildId, projection } = outcome.value;
  await replayed({ type: 'ProjectionReplayed', projection, rebuildId });
  return { __typename: 'RebuildProjectionSuccess', rebuild: outcome.value };
}

/** Fields of a projection that are not simply there. */
export const projectionFields = {
  source: ({ context }: KnownProjection) => context,
  version: ({ status }: KnownProjection) => status?.version ?? null,
  position: ({ status }: KnownProjection) => status?.upto ?? null,
  lagSeconds: ({ status }: KnownProjection) => status?.lagSeconds ?? null,
  rebuild: ({ status }: KnownProjection) => status?.rebuild ?? null,
};

export const projectionRebuildFields = {
  progress: ({ state, upto, target }: ProjectionRebuild) =>
    state === 'DONE' ? 1 : target === 0 ? 0 : Math.min(1, upto / target),
};
