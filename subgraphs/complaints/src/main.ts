import type { RoleAnswer, RoleCall, SaleOwner, SaleOwnerCall } from '@comptoir/contracts';
import { runSubgraph } from '@comptoir/service-kit';
import { buildComplaints } from './app.ts';
import { environment } from './config.ts';

await runSubgraph('complaints', environment, ({ pool, bus, log, service, port }) =>
  buildComplaints({
    pool,
    bus,
    log,
    service,
    ports: {
      saleOwner: port<SaleOwnerCall, SaleOwner>('sales', 'saleOwner'),
      roleOf: port<RoleCall, RoleAnswer>('users', 'roleOf'),
    },
  }),
);
