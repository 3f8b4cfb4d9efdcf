import { SalesFigures, SalesReportRow } from './figures.ts';
import { Store, User } from './lists.ts';
import { approveRefund } from './mutations/approve-refund.ts';
import { rejectRefund } from './mutations/reject-refund.ts';
import { requestRefund } from './mutations/request-refund.ts';
import { Query } from './query.ts';
import { Refund, RefundLine } from './refund.ts';
import { Sale, SaleLine } from './sale.ts';
import { StoreCredit } from './store-credit.ts';
import { Subscription } from './subscription.ts';

/** Schema field → function. */
export const resolvers = {
  Query,
  Mutation: { requestRefund, approveRefund, rejectRefund },
  Subscription,
  Sale,
  SaleLine,
  SalesFigures,
  SalesReportRow,
  Refund,
  RefundLine,
  StoreCredit,
  User,
  Store,
};
