import type { Pool } from '@comptoir/database';
import type { LiveBus } from '@comptoir/live';
import { createRelayWake, postgresPersonKeys } from '@comptoir/messaging';
import type { Logger } from '@comptoir/telemetry';
import { createPayments, type PaymentAdapter } from './application/payments.ts';
import type { Deps } from './application/ports.ts';
import type { SalesSettings } from './config.ts';
import { announceRefunds, createAnnounce, createPublish } from './infrastructure/announce.ts';
import { httpProvider } from './infrastructure/http-provider/adapter.ts';
import { testProvider } from './infrastructure/provider/ledger.ts';
import { postgresRefundStore } from './infrastructure/refund-store.ts';
import { postgresSaleStore } from './infrastructure/sale-store.ts';
import { postgresSettlementStore } from './infrastructure/settlements/store.ts';
import { storeCredit } from './infrastructure/store-credit/adapter.ts';
import { salesTelemetry, type SalesTelemetry } from './telemetry/events.ts';

/** What subgraph and worker are built from; all of it is owned by the composition root. */
export type SalesConfig = {
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  service: string;
  demo: boolean;
} & Partial<SalesSettings>;

/** Stores and ports, as subgraph and worker share them, and the release of what was opened for them. */
export function composeDeps(
  { pool, bus, log, service, demo, paymentProvider }: SalesConfig,
  overrides: Partial<Deps> = {},
): Deps & { dispose(): Promise<void> } {
  const telemetry = salesTelemetry(service, log);
  const wakeRelay = createRelayWake(bus, 'sales');
  const publish = createPublish(bus, wakeRelay);
  const sales = createAnnounce(publish, telemetry);
  const ledger = testProvider(pool);
  const cards = paymentProvider ? cardProvider(paymentProvider, telemetry) : null;
  const refunds = announceRefunds(wakeRelay, telemetry);
  return {
    store: postgresSaleStore(pool, sales),
    refunds: postgresRefundStore(pool, { sales, refunds }),
    settlements: postgresSettlementStore(pool, {
      ...{ sales, refunds },
      creditIssued(credit) {
        wakeRelay();
        telemetry.creditIssued(credit);
      },
    }),
    personKeys: postgresPersonKeys(pool),
    payments: createPayments({
      adapters: { CARD: cards ?? ledger, CASH: ledger, STORE_CREDIT: storeCredit(pool, publish) },
      onFailure: telemetry.paymentProviderFailed,
    }),
    telemetry,
    demo,
    ...overrides,
    dispose: async () => void (await cards?.close()),
  };
}

/** Card payments are another company's: over HTTP. */
const cardProvider = (
  address: { url: string; secret: string },
  telemetry: SalesTelemetry,
): PaymentAdapter & { close(): Promise<void> } =>
  httpProvider({
    ...address,
    onFailure: (error) => telemetry.paymentProviderFailed('CARD', error),
    onUnusable: (what) => telemetry.paymentAnswerUnusable('CARD', what),
  });
