import type { SalesRefundSteps } from '@comptoir/contracts';
import type { Deps } from './ports.ts';
import { completeRefund, failRefund } from './steps/end-refund.ts';
import { payRefund } from './steps/pay-refund.ts';
import { validateRefund } from './steps/validate-refund.ts';

/** What this context does for a refund saga, step by step. */
export const refundSteps = (deps: Deps): SalesRefundSteps => ({
  validateRefund: validateRefund(deps),
  payRefund: payRefund(deps),
  completeRefund: completeRefund(deps),
  failRefund: failRefund(deps),
});
