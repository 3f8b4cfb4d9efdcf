import type { SalesSaleSteps } from '@comptoir/contracts';
import type { Deps } from './ports.ts';
import { capturePayment } from './steps/capture-payment.ts';
import { cancelSale, confirmSale } from './steps/end-sale.ts';
import { openSales } from './steps/open-sales.ts';
import { refundPayment } from './steps/refund-payment.ts';

/** What this context does for a sale saga, step by step. */
export const saleSteps = (deps: Deps): SalesSaleSteps => ({
  openSales: openSales(deps),
  capturePayment: capturePayment(deps),
  refundPayment: refundPayment(deps),
  confirmSale: confirmSale(deps),
  cancelSale: cancelSale(deps),
});
