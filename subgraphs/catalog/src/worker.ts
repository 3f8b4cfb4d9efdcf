import type { CatalogRefundSteps, CatalogSaleSteps } from '@comptoir/contracts';
import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import { restock } from './application/refund-steps/restock.ts';
import { expireHolds } from './application/sale-steps/expire-holds.ts';
import { saleSteps } from './application/sale-steps/sale-steps.ts';
import type { CatalogSettings } from './config.ts';
import { createAnnounce } from './infrastructure/announce.ts';
import { postgresHoldStore } from './infrastructure/hold-store.ts';
import { catalogTelemetry } from './telemetry/events.ts';

export { catalogBooks, type CatalogBooks, type LevelFacts, type ReservationFacts } from './infrastructure/books.ts';
export { quoteEndpoint } from './infrastructure/quotes.ts';

/** Holds released in one transaction; when there are more, the job goes on at once. */
const EXPIRED_AT_ONCE = 128;

/** What the catalogue does in the background: its steps in sagas, and the end of holds that nobody confirmed. */
export function buildCatalogWorker({
  pool,
  bus,
  log,
  service,
  demo,
  reservationTtlSeconds = 30,
}: Pick<WorkerBase, 'pool' | 'bus' | 'log' | 'service' | 'demo'> & Partial<CatalogSettings>): WorkerParts & {
  steps: CatalogSaleSteps & CatalogRefundSteps;
} {
  const holds = postgresHoldStore(pool);
  const committed = createAnnounce(bus);
  const telemetry = catalogTelemetry(service, log);

  async function releaseExpired(): Promise<void> {
    let released: number;
    do {
      released = await expireHolds({ holds, committed }, EXPIRED_AT_ONCE);
      if (released > 0) telemetry.holdsExpired(released);
    } while (released === EXPIRED_AT_ONCE);
  }

  return {
    steps: {
      ...saleSteps({ holds, committed, ttlSeconds: reservationTtlSeconds, demo }),
      restock: restock({ holds, committed }),
    },
    handlers: [],
    periodic: [{ name: 'catalog-expired-holds', everyMs: 1_000, run: releaseExpired }],
    dispose: async () => undefined,
  };
}
