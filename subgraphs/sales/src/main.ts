import { runSubgraph } from '@comptoir/service-kit';
import { buildSales } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('sales', environment, ({ pool, bus, log, service, demo }) =>
  buildSales({ pool, bus, log, service, demo }),
);
