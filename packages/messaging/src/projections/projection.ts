import { ROUTES, type EventEnvelope } from '@comptoir/contracts';
import type { Pool, PoolClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { metrics } from '@comptoir/telemetry';
import type { EventHandler } from '../worker.ts';

/**
 * A read model that follows from the events of its own context. It lives in tables `<view>_v<generation>` behind views, so that
 * it can be built anew beside itself; the row `projection` of the database says which tables those are and which generation is read.
 */
export type Projection = {
  /** Also of the consumer that feeds it: the routing table says which events it reads. */
  name: string;
  /** Rises when `apply` comes to mean something else: then what stands is built anew. */
  version: number;
  /**
   * Writes what follows from the events, in sets: they are of one source and in its order. `table` gives the name to write to,
   * since what is built anew is not behind the view yet.
   */
  apply(client: PoolClient, events: readonly EventEnvelope[], table: (view: string) => string): Promise<void>;
};

/** What a projection reads, and whose events they are: one context's, on one lane, since they must come in order. */
export function routeOf({ name }: Pick<Projection, 'name'>): { source: ContextName; types: 'all' | readonly string[] } {
  const route = ROUTES.find(({ consumer }) => consumer.name === name);
  const [source] = route?.sources ?? [];
  if (!route || !source || route.sources.length > 1 || (route.consumer.lanes ?? 1) > 1)
    throw new Error(`The projection "${name}" needs a route of one source and one lane in packages/contracts.`);
  return { source, types: route.types };
}

/** Feeds a projection from the relay. It writes through the views, so it follows when another generation takes their place. */
export function projectionHandler(pool: Pool, service: string, projection: Projection): EventHandler {
  const labels = { service, projection: projection.name };
  return {
    consumer: projection.name,
    pool,
    async apply(client, events) {
      await projection.apply(client, events, (view) => view);
      return () => {
        metrics.projectionUpdates.inc(labels, events.length);
        metrics.projectionLastUpdate.set(labels, Date.now() / 1000);
      };
    },
  };
}
