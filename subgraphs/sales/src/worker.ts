import type { SalesSaleSteps } from '@comptoir/contracts';
import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import type { Deps } from './application/ports.ts';
import { saleSteps } from './application/sale-steps.ts';
import { composeDeps } from './compose.ts';
import type { SalesSettings } from './config.ts';

export { salesConfig } from './config.ts';

/** What runs for this context in workers/: its steps of the sale saga. It reacts to no events. */
export function buildSalesWorker(
  base: WorkerBase & Partial<SalesSettings>,
  overrides: Partial<Deps> = {},
): WorkerParts & { steps: SalesSaleSteps } {
  const deps = composeDeps(base, overrides);
  return { handlers: [], periodic: [], steps: saleSteps(deps), dispose: () => deps.dispose() };
}
