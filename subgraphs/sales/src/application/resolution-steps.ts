import type { SalesResolutionSteps } from '@comptoir/contracts';
import type { Deps } from './ports.ts';
import { releaseSettlement, reserveSettlement } from './steps/reserve-settlement.ts';
import { settleComplaint } from './steps/settle-complaint.ts';

/** What this context does for a complaint-resolution saga, step by step. */
export const resolutionSteps = (deps: Deps): SalesResolutionSteps => ({
  reserveSettlement: reserveSettlement(deps),
  releaseSettlement: releaseSettlement(deps),
  settleComplaint: settleComplaint(deps),
});
