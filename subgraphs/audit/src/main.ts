import { runSubgraph } from '@comptoir/service-kit';
import { buildAudit } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('audit', environment, ({ pool, bus, log, service, demo }) =>
  buildAudit({ pool, bus, log, service, demo }),
);
