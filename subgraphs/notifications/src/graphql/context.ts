import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import type { Hub } from '@comptoir/live';
import type { Deps, Notification } from '../application/ports.ts';

/** What resolvers of this context get: the request, the use cases' ports, and a loader that lives as long as the operation. */
export type NotificationsContext = RequestContext & {
  deps: Deps;
  hub: Hub;
  notifications: ReturnType<typeof entityLoader<Notification>>;
};

export function createContext(request: RequestContext, deps: Deps, hub: Hub): NotificationsContext {
  const notifications = entityLoader<Notification>(
    (ids) => deps.reads.byIds(ids),
    (notification) => notification.id,
  );
  return { ...request, deps, hub, notifications };
}
