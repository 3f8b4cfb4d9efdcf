import { runSubgraph } from '@comptoir/service-kit';
import { buildCatalog } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('catalog', environment, ({ pool, bus, log, service, demo }) =>
  buildCatalog({ pool, bus, log, service, demo }),
);
