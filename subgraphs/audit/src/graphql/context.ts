import type { RequestContext } from '@comptoir/graphql-kit';
import type { Hub } from '@comptoir/live';
import DataLoader from 'dataloader';
import type { ReplayDeps } from '../application/commands/replay-dead-letters.ts';
import type { StatePorts } from '../application/commands/replay-stream.ts';
import type {
  Around,
  RecordReplay,
  RecordSearches,
  ReplayDone,
  Store,
  TrailEvent,
  TrailKey,
  TrailPart,
  TrailSpan,
} from '../application/ports.ts';
import type { ProjectionPorts } from '../application/projections.ts';
import type { Search } from '../domain/search.ts';
import type { AuditTelemetry } from '../telemetry/events.ts';

/** What resolvers of this context get: the request, the store, and loaders that live as long as the operation. */
export type AuditContext = RequestContext & {
  store: Store;
  /** What other contexts keep beside their events. */
  states: StatePorts;
  /** Read models of other contexts. */
  projections: ProjectionPorts;
  hub: Hub;
  /** What consumers set aside, and what replaying it needs. */
  replay: ReplayDeps & { telemetry: AuditTelemetry };
  /** Records what is looked for: all that one operation asks for in one statement. */
  searches: DataLoader<Search, void>;
  /** Records what was replayed. */
  replayed(done: ReplayDone): Promise<void>;
  /** Trails of things: all that one operation asks for in one statement. */
  trails: DataLoader<TrailPart, TrailEvent[], string>;
  spans: DataLoader<TrailKey, TrailSpan[], string>;
  /** What events changed. */
  around: DataLoader<{ streamId: string; version: number }, Around | null, string>;
};

export function createContext(
  request: RequestContext,
  {
    store,
    states,
    projections,
    hub,
    replay,
    records,
  }: Pick<AuditContext, 'store' | 'states' | 'projections' | 'hub' | 'replay'> & {
    records: { searches: RecordSearches; replay: RecordReplay };
  },
): AuditContext {
  const { reads } = store;
  return {
    ...request,
    store,
    states,
    projections,
    hub,
    replay,
    searches: new DataLoader(
      async (searches) => {
        await records.searches(request, searches);
        return searches.map(() => undefined);
      },
      { cache: false },
    ),
    replayed: (done) => records.replay(request, done),
    trails: new DataLoader((parts) => reads.trails(parts), {
      cacheKeyFn: ({ correlationId, streamId, after, take }) =>
        [correlationId, streamId, after?.occurredAt, after?.seq, take].join(' '),
    }),
    spans: new DataLoader((keys) => reads.spans(keys), {
      cacheKeyFn: ({ correlationId, streamId }) => `${correlationId} ${streamId}`,
    }),
    around: new DataLoader((events) => reads.around(events), {
      cacheKeyFn: ({ streamId, version }) => `${streamId} ${version}`,
    }),
  };
}
