import { runSubgraph } from '@comptoir/service-kit';
import { buildSales } from './app.ts';
import { environment, salesConfig } from './config.ts';

await runSubgraph('sales', environment, ({ pool, bus, log, service, demo, env }) =>
  buildSales({ pool, bus, log, service, demo, ...salesConfig(env) }),
);
