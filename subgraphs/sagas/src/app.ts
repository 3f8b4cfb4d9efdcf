import { readFileSync } from 'node:fs';
import type { Pool } from '@comptoir/database';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { createHub, type LiveBus } from '@comptoir/live';
import { deadLetterPorts, type Queues, statePort } from '@comptoir/messaging';
import { databaseHealth } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import type { CheckoutPorts, Deps } from './application/ports.ts';
import { sagasHandler } from './consume.ts';
import { describedSagas } from './domain/sagas/all.ts';
import { describedSale } from './domain/sagas/sale.ts';
import { createContext, type SagaReads, type SagasContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createAcceptance } from './infrastructure/acceptance.ts';
import { createAnnounce } from './infrastructure/announce.ts';
import { createEngineWake, SAGAS_QUEUE } from './infrastructure/engine-wake.ts';
import { createIntervene } from './infrastructure/intervene.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { sagaPages } from './infrastructure/saga-pages.ts';
import { sagaReads } from './infrastructure/saga-reads.ts';
import { SAGA_STATES } from './infrastructure/stream-states.ts';
import { sagasTelemetry } from './telemetry/events.ts';

export { environment } from './config.ts';

export type SagasConfig = {
  /** Owned by the caller, like the bus and the queues. */
  pool: Pool;
  bus: LiveBus;
  queues: Queues;
  log: Logger;
  service: string;
  demo: boolean;
  ports: CheckoutPorts;
};

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** The sagas context: it takes carts on and tells how they fare. Workers carry the sagas out (worker.ts). */
export function buildSagas(config: SagasConfig, overrides: Partial<Deps> = {}): Subgraph<SagasContext> {
  const { pool, bus, queues, log, service, demo, ports } = config;
  const prisma = createPrisma(pool);
  const reads: SagaReads = { ...sagaReads(prisma, pool), pages: (scope, wanted) => sagaPages(pool, scope, wanted) };
  const telemetry = sagasTelemetry(service, log);
  const announce = createAnnounce(bus);
  const hub = createHub(bus);
  const sagaById: Deps['sagaById'] = async (id) => (await reads.byIds([id]))[0] ?? null;
  const deps: Deps = {
    ...ports,
    sagaById,
    ...createAcceptance({ pool, definition: describedSale, sagaById, announce }),
    intervene: createIntervene(pool, announce),
    wakeEngine: createEngineWake(queues.queue(SAGAS_QUEUE), telemetry.notWoken).now,
    ...{ definitions: describedSagas, demo, telemetry },
    ...overrides,
  };

  return {
    name: 'sagas',
    schema: buildContextSchema(SDL, resolvers),
    context: (request) => createContext(request, { deps, reads, hub }),
    internal: {
      ...deadLetterPorts([sagasHandler(pool, { announce, wakeEngine: () => deps.wakeEngine(), telemetry })]),
      stateOf: statePort(pool, SAGA_STATES),
    },
    health: async () => [await databaseHealth('sagas', pool)],
    dispose: () => prisma.$disconnect(),
  };
}
