import { runSubgraph } from '@comptoir/service-kit';
import { buildComplaints } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('complaints', environment, ({ pool, log, service }) => buildComplaints({ pool, log, service }));
