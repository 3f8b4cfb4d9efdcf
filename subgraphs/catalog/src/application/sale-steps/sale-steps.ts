import type { CatalogSaleSteps } from '@comptoir/contracts';
import { confirmReservation } from './confirm-reservation.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import type { StepDeps } from './step.ts';
import { verifyStock } from './verify-stock.ts';

/** What the catalogue does for a sale, over chunks of sagas. */
export const saleSteps = (deps: StepDeps): CatalogSaleSteps => ({
  verifyStock: verifyStock(deps),
  reserveStock: reserveStock(deps),
  releaseStock: releaseStock(deps),
  confirmReservation: confirmReservation(deps),
});
