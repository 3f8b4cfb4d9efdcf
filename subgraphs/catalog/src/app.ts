import { readFileSync } from 'node:fs';
import type { Pool } from '@comptoir/database';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { createHub, type LiveBus } from '@comptoir/live';
import { databaseHealth } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import { z } from 'zod';
import type { Deps } from './application/ports.ts';
import { createContext, type CatalogContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createAnnounce } from './infrastructure/announce.ts';
import { catalogReads } from './infrastructure/catalog-reads.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { readProductPages } from './infrastructure/product-page.ts';
import { productCategories } from './infrastructure/product-categories.ts';
import { quoteEndpoint } from './infrastructure/quotes.ts';
import { stockReads } from './infrastructure/stock-reads.ts';
import { storeFigures } from './infrastructure/store-figures.ts';
import { createTransact } from './infrastructure/transact.ts';
import { catalogStates } from './infrastructure/stream-states.ts';
import { catalogTelemetry } from './telemetry/events.ts';

export { catalogConfig, environment } from './config.ts';

export type CatalogConfig = {
  /** Owned by the caller, like the bus. */
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  service: string;
  demo: boolean;
};

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
const productsCall = z.object({ productIds: z.array(z.string()) });

/** The catalogue: products, categories, stores and their stock. Reservations are the worker's. */
export function buildCatalog(
  { pool, bus, log, service }: CatalogConfig,
  overrides: Partial<Deps> = {},
): Subgraph<CatalogContext> {
  const prisma = createPrisma(pool);
  const entities = catalogReads(prisma);
  const reads = { ...entities, ...stockReads(pool), ...storeFigures(pool), productPage: readProductPages(pool) };
  const hub = createHub(bus);
  const deps: Deps = {
    transact: createTransact(pool, createAnnounce(bus)),
    productNameTaken: entities.productNameTaken,
    storeNameTaken: entities.storeNameTaken,
    telemetry: catalogTelemetry(service, log),
    ...overrides,
  };

  return {
    name: 'catalog',
    schema: buildContextSchema(SDL, resolvers),
    context: (request) => createContext(request, deps, reads, hub),
    internal: {
      stateOf: catalogStates(pool),
      categoriesOf: async (calls) =>
        productCategories(
          pool,
          calls.map((call) => productsCall.parse(call)),
        ),
      quote: quoteEndpoint(pool),
    },
    health: async () => [await databaseHealth('catalog', pool)],
    dispose: () => prisma.$disconnect(),
  };
}
