import { z } from 'zod';

/** Internal port `projections` of each context that keeps read models: all of them, as they stand. */
export const projectionsCall = z.object({});
export type ProjectionsCall = z.infer<typeof projectionsCall>;

/** A read model that is built anew beside the one that is read. */
export type ProjectionRebuild = {
  id: string;
  projection: string;
  state: 'RUNNING' | 'DONE' | 'FAILED';
  /** Null: nobody asked, the code has a newer version of the projection. */
  startedBy: string | null;
  startedAt: string;
  finishedAt: string | null;
  /** The position of the source's events that it has taken in, and the one that it began with as its goal. */
  upto: number;
  target: number;
};

export type ProjectionStatus = {
  name: string;
  version: number;
  /** The position of the source's events up to which it tells. */
  upto: number;
  /** Age of the oldest event that it has not taken in; 0 when there is none. */
  lagSeconds: number;
  /** The newest one; null when it was never built anew. */
  rebuild: ProjectionRebuild | null;
};

/** Internal port `rebuildProjection`: begins it, or joins the one that runs. Null: no such projection is here. */
export const rebuildCall = z.object({ name: z.string(), startedBy: z.uuid() });
export type RebuildCall = z.infer<typeof rebuildCall>;
