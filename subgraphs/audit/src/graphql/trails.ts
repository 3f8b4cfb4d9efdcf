import { requireRole, type PageArgs } from '@comptoir/graphql-kit';
import type { TrailSpan } from '../application/ports.ts';
import { summaryOf, trailOf, type TrailPage } from '../application/queries/trails.ts';
import { searchOf } from '../domain/search.ts';
import type { AuditContext } from './context.ts';

type Ref = { id: string };
type Edge = TrailPage['edges'][number] & { key: TrailPage['key'] };

const spansOf = async (key: TrailPage['key'], { spans }: AuditContext): Promise<TrailSpan[]> =>
  key.correlationId || key.streamId ? spans.load(key) : [];

/** What this context adds to a sale, a saga, a complaint. */
export const withTrail = {
  __resolveReference: ({ id }: Ref): Ref => ({ id }),
  async auditTrail({ id }: Ref, args: PageArgs, { actor, trails, searches }: AuditContext) {
    requireRole(actor, 'ADMIN');
    await searches.load(searchOf('auditTrail', { streamId: id, ...args }));
    return trailOf((part) => trails.load(part), ['streamId', id], args);
  },
};

export const trailFields = {
  edges: ({ edges, key }: TrailPage): Edge[] => edges.map((edge) => ({ ...edge, key })),
  summary: async ({ key }: TrailPage, _: unknown, context: AuditContext) => summaryOf(await spansOf(key, context), key),
};

export const trailEdgeFields = {
  async elapsedMs({ node, key }: Edge, _: unknown, context: AuditContext) {
    const { startedAt } = summaryOf(await spansOf(key, context), key);
    return startedAt ? Date.parse(node.occurredAt) - startedAt.getTime() : 0;
  },
};

const duration = ({ startedAt, endedAt }: { startedAt: Date | null; endedAt: Date | null }) =>
  startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : 0;

export const trailSummaryFields = { durationMs: duration };
export const trailSpanFields = { durationMs: duration };
