import type { SalesSaleSteps } from '@comptoir/contracts';
import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import type { Deps } from './application/ports.ts';
import { saleSteps } from './application/sale-steps.ts';
import { composeDeps } from './compose.ts';

/** What runs for this context in workers/: its steps of the sale saga. It reacts to no events. */
export function buildSalesWorker(
  base: WorkerBase,
  overrides: Partial<Deps> = {},
): WorkerParts & { steps: SalesSaleSteps } {
  return { handlers: [], periodic: [], steps: saleSteps(composeDeps(base, overrides)), dispose: async () => {} };
}
