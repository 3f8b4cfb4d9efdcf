import { money } from '@comptoir/kit';
import type { StoreCredit as CreditParent } from '../application/queries/store-credits.ts';
import type { SalesContext } from './context.ts';

/** Fields of StoreCredit. Those not named here are fields of its parent. */
export const StoreCredit = {
  amount: ({ amountMinor, currency }: CreditParent) => money(amountMinor, currency),
  remaining: ({ remainingMinor, currency }: CreditParent) => money(remainingMinor, currency),
  // Whose credit it is also bought what it was given for.
  sale: ({ saleId }: CreditParent, _: unknown, { sales }: SalesContext) => sales.load(saleId),
  complaint: ({ complaintId }: CreditParent) => ({ id: complaintId }),
};
