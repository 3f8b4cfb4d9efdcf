import type { ProductCategories, ProductsCall } from '@comptoir/contracts';
import { runSubgraph } from '@comptoir/service-kit';
import { buildSales } from './app.ts';
import { environment, salesConfig } from './config.ts';

await runSubgraph('sales', environment, ({ pool, bus, log, service, demo, env, port }) =>
  buildSales({
    pool,
    bus,
    log,
    service,
    demo,
    ...salesConfig(env),
    ports: { categoriesOf: port<ProductsCall, ProductCategories>('catalog', 'categoriesOf') },
  }),
);
