import type { CatalogBooks } from '@comptoir/catalog/worker';
import type { SalesRefundSteps, SalesSaleSteps } from '@comptoir/contracts';
import type { SagaBooks } from '@comptoir/sagas/worker';
import type { SalesBooks } from '@comptoir/sales/worker';

/** The books of the three contexts that a sale goes through, and the steps by which sales mends what a step left undone. */
export type Books = {
  catalog: CatalogBooks;
  sales: SalesBooks;
  steps: SalesSaleSteps & SalesRefundSteps;
  sagas: SagaBooks;
};
