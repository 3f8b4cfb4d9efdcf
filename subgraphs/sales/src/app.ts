import { readFileSync } from 'node:fs';
import { saleOrder } from '@comptoir/contracts';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { deadLetterPorts, erasePersonKeys, projectionParts, projectionPorts, statePort } from '@comptoir/messaging';
import { databaseHealth } from '@comptoir/service-kit';
import { createHub } from '@comptoir/live';
import { approveRefund, rejectRefund } from './application/commands/decide-refund.ts';
import { openSale } from './application/commands/open-sale.ts';
import { requestRefund } from './application/commands/request-refund.ts';
import { saleOwnerCall } from './application/sale-owner.ts';
import type { Deps } from './application/ports.ts';
import { composeDeps, type SalesConfig } from './compose.ts';
import type { CategoriesOf } from './application/queries/figures.ts';
import { createContext, type SalesContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { figureReads } from './infrastructure/figure-reads.ts';
import { liveSales } from './infrastructure/live-sales.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { refundReads } from './infrastructure/refund-reads.ts';
import { saleReads } from './infrastructure/sale-reads.ts';
import { storeCreditReads } from './infrastructure/store-credit/reads.ts';
import { SALES_STATES } from './infrastructure/stream-states.ts';
import { salesFigures } from './projections/sales-figures.ts';

export type { SalesConfig } from './compose.ts';
export { salesConfig } from './config.ts';

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** The sales context: sales, their lines and payments, and refunds. What moves them are the steps of its worker. */
export function buildSales(
  config: SalesConfig & { ports: { categoriesOf: CategoriesOf } },
  overrides: Partial<Deps> = {},
): Subgraph<SalesContext> {
  const { pool, bus, service, log, ports } = config;
  const deps = composeDeps(config, overrides);
  const prisma = createPrisma(pool);
  const reads = saleReads(pool, prisma);
  const refunds = refundReads(pool);
  const parts = {
    commands: {
      requestRefund: requestRefund(deps, reads),
      approveRefund: approveRefund(deps, { refunds, sales: reads }),
      rejectRefund: rejectRefund(deps, { refunds }),
    },
    ...{ reads, refundReads: refunds, creditReads: storeCreditReads(pool), keys: deps.personKeys },
    ...{ figures: figureReads(pool), categoriesOf: ports.categoriesOf },
    ...{ live: liveSales(createHub(bus), reads), telemetry: deps.telemetry },
  };

  return {
    name: 'sales',
    schema: buildContextSchema(SDL, resolvers),
    context: (request) => createContext(request, parts),
    internal: {
      ...projectionPorts(pool, [salesFigures]),
      ...deadLetterPorts([
        ...projectionParts({ pool, log, service }, 'sales', [salesFigures]).handlers,
        erasePersonKeys('sales-erasure', pool, deps.telemetry.textsErased),
      ]),
      stateOf: statePort(pool, SALES_STATES),
      openSale: (calls) =>
        deps.telemetry.command('open_sale', () =>
          openSale(
            deps,
            calls.map((call) => saleOrder.parse(call)),
          ),
        ),
      async saleOwner(calls) {
        const ids = calls.map((call) => saleOwnerCall.parse(call).saleId);
        const owners = await reads.owners(ids);
        return ids.map((id) => owners.get(id) ?? null);
      },
    },
    health: async () => [await databaseHealth('sales', pool)],
    async dispose() {
      await deps.dispose();
      await prisma.$disconnect();
    },
  };
}
