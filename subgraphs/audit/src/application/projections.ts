import {
  ROUTES,
  type ProjectionRebuild,
  type ProjectionsCall,
  type ProjectionStatus,
  type RebuildCall,
} from '@comptoir/contracts';
import type { Actor, ContextName } from '@comptoir/kit';
import type { AuditTelemetry } from '../telemetry/events.ts';

/** What a context answers about the read models that it keeps. */
export type ProjectionPort = {
  list(call: ProjectionsCall): Promise<ProjectionStatus[]>;
  rebuild(call: RebuildCall): Promise<ProjectionRebuild | null>;
};
export type ProjectionPorts = Partial<Record<ContextName, ProjectionPort>>;

/** Read models by name, and whose they are: whoever reads nothing but the events of its own context keeps one. */
const PROJECTIONS: ReadonlyMap<string, ContextName> = new Map(
  ROUTES.filter(({ consumer, sources }) => sources.length === 1 && sources[0] === consumer.context).map(
    ({ consumer }) => [consumer.name, consumer.context],
  ),
);

/** Contexts that keep read models. */
export const PROJECTING_CONTEXTS: readonly ContextName[] = [...new Set(PROJECTIONS.values())];

/** `status` null: its context does not answer. */
export type KnownProjection = { name: string; context: ContextName; status: ProjectionStatus | null };

/** All read models as they stand. A context that is away hides nothing of the others; the log says which, and why. */
export async function projections(
  ports: ProjectionPorts,
  telemetry: Pick<AuditTelemetry, 'projectionsUnknown'>,
): Promise<KnownProjection[]> {
  const answers = await Promise.all(
    PROJECTING_CONTEXTS.map(async (context) => {
      const list = await ports[context]
        ?.list({})
        .catch((error: unknown) => telemetry.projectionsUnknown(context, error));
      return (list ?? []).map((status) => [status.name, status] as const);
    }),
  );
  const found = new Map(answers.flat());
  return [...PROJECTIONS]
    .map(([name, context]) => ({ name, context, status: found.get(name) ?? null }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export type RebuildOutcome =
  { ok: true; value: ProjectionRebuild } | { ok: false; problem: { code: 'NOT_FOUND'; what: string; id: string } };

/** Begins to build a read model anew, or joins the build that runs. */
export async function rebuildProjection(
  ports: ProjectionPorts,
  telemetry: Pick<AuditTelemetry, 'rebuildBegun'>,
  actor: Actor,
  { name }: { name: string },
): Promise<RebuildOutcome> {
  const context = PROJECTIONS.get(name);
  const port = context && ports[context];
  const rebuild = (await port?.rebuild({ name, startedBy: actor.sub })) ?? null;
  if (!rebuild) return { ok: false, problem: { code: 'NOT_FOUND', what: 'projection', id: name } };
  telemetry.rebuildBegun(rebuild, actor.sub);
  return { ok: true, value: rebuild };
}
