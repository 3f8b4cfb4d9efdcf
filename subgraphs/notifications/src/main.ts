import { runSubgraph } from '@comptoir/service-kit';
import { buildNotifications } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('notifications', environment, ({ pool, bus, log, service, demo }) =>
  buildNotifications({ pool, bus, log, service, demo }),
);
