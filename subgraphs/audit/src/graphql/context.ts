import type { RequestContext } from '@comptoir/graphql-kit';
import type { Hub } from '@comptoir/live';
import DataLoader from 'dataloader';
import type { ReplayDeps } from '../application/commands/replay-dead-letters.ts';
import type { Store, StoredEvent, TrailPart } from '../application/ports.ts';
import type { AuditTelemetry } from '../telemetry/events.ts';

/** What resolvers of this context get: the request, the store, and a loader that lives as long as the operation. */
export type AuditContext = RequestContext & {
  store: Store;
  hub: Hub;
  /** What consumers set aside, and what replaying it needs. */
  replay: ReplayDeps & { telemetry: AuditTelemetry };
  /** Trails of things: all that one operation asks for in one statement. */
  trails: DataLoader<TrailPart, StoredEvent[], string>;
};

export function createContext(
  request: RequestContext,
  { store, hub, replay }: Pick<AuditContext, 'store' | 'hub' | 'replay'>,
): AuditContext {
  const cacheKeyFn = ({ streamId, after, take }: TrailPart) => `${streamId} ${after} ${take}`;
  return {
    ...request,
    store,
    hub,
    replay,
    trails: new DataLoader((parts) => store.reads.trails(parts), { cacheKeyFn }),
  };
}
