import type { Pool } from '@comptoir/database';
import type { LiveBus } from '@comptoir/live';
import { createRelayWake } from '@comptoir/messaging';
import type { Logger } from '@comptoir/telemetry';
import { createPayments, noStoreCredit } from './application/payments.ts';
import type { Deps } from './application/ports.ts';
import { createAnnounce } from './infrastructure/announce.ts';
import { testProvider } from './infrastructure/provider/ledger.ts';
import { postgresSaleStore } from './infrastructure/sale-store.ts';
import { salesTelemetry } from './telemetry/events.ts';

/** What subgraph and worker are built from; all of it is owned by the composition root. */
export type SalesConfig = { pool: Pool; bus: LiveBus; log: Logger; service: string; demo: boolean };

/** Stores and ports, as subgraph and worker share them. */
export function composeDeps({ pool, bus, log, service, demo }: SalesConfig, overrides: Partial<Deps> = {}): Deps {
  const telemetry = salesTelemetry(service, log);
  const ledger = testProvider(pool);
  return {
    store: postgresSaleStore(pool, createAnnounce(bus, createRelayWake(bus, 'sales'), telemetry)),
    payments: createPayments({
      adapters: { CARD: ledger, CASH: ledger, STORE_CREDIT: noStoreCredit },
      onFailure: telemetry.paymentProviderFailed,
    }),
    telemetry,
    demo,
    ...overrides,
  };
}
