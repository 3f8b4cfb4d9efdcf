import type { SalesRefundSteps, SalesResolutionSteps, SalesSaleSteps } from '@comptoir/contracts';
import { erasePersonKeys, projectionParts, type WorkerBase, type WorkerParts } from '@comptoir/messaging';
import type { Deps } from './application/ports.ts';
import { refundSteps } from './application/refund-steps.ts';
import { resolutionSteps } from './application/resolution-steps.ts';
import { saleSteps } from './application/sale-steps.ts';
import { composeDeps } from './compose.ts';
import type { SalesSettings } from './config.ts';
import { booksOf, type SalesBooks } from './infrastructure/books.ts';
import { salesFigures } from './projections/sales-figures.ts';

export { salesConfig } from './config.ts';

export type { Statement } from './application/payments.ts';
export type {
  CreditFacts,
  RefundFacts,
  SaleFacts,
  SalesBooks,
  StrayCharge,
  UnsettledLine,
} from './infrastructure/books.ts';

/** What runs for this context in workers/: its steps of the sagas of sales, refunds and resolutions of complaints. It reacts to its own events, from which its figures follow, and to people who are forgotten. */
export function buildSalesWorker(
  base: Omit<WorkerBase, 'queues'> & Partial<Pick<WorkerBase, 'queues'> & SalesSettings>,
  overrides: Partial<Deps> = {},
): WorkerParts & { steps: SalesSaleSteps & SalesRefundSteps & SalesResolutionSteps; books: SalesBooks } {
  const deps = composeDeps(base, overrides);
  const steps = { ...saleSteps(deps), ...refundSteps(deps), ...resolutionSteps(deps) };
  const books = booksOf(base.pool, deps.payments);
  const figures = projectionParts(base, 'sales', [salesFigures]);
  const erasure = erasePersonKeys('sales-erasure', base.pool, deps.telemetry.textsErased);
  return { ...figures, handlers: [...figures.handlers, erasure], steps, books, dispose: () => deps.dispose() };
}
