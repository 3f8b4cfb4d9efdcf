import type { PageArgs } from '@comptoir/graphql-kit';
import { money, type Money } from '@comptoir/kit';
import { page } from '../application/queries/refunds.ts';
import { leftOf } from '../domain/refund.ts';
import type { Sale as SaleParent, SaleLine as Line } from '../domain/sale.ts';
import type { SalesContext } from './context.ts';
import { referencedSale } from './query.ts';

type LineParent = Line & { currency: string };

const amount =
  (of: (sale: SaleParent) => number) =>
  (sale: SaleParent): Money =>
    money(of(sale), sale.currency);

/** Fields of Sale. Those not named here are fields of its parent. */
export const Sale = {
  __resolveReference: ({ id }: { id: string }, context: SalesContext) => referencedSale(id, context),
  store: ({ storeId }: SaleParent) => ({ id: storeId }),
  user: ({ userId }: SaleParent) => ({ id: userId }),
  async lines({ id, currency }: SaleParent, _: unknown, { lines }: SalesContext): Promise<LineParent[]> {
    return (await lines.load(id)).map((line) => ({ ...line, currency }));
  },
  total: amount((sale) => sale.totalMinor),
  refundedTotal: amount((sale) => sale.refundedMinor),
  // Whoever may read a sale may read its refunds.
  refunds: ({ id }: SaleParent, { first, after }: PageArgs, { refundsOf }: SalesContext) =>
    page({ first, after }, (before, take) => refundsOf(id, { after: before, take })),
  payment: ({ payment, totalMinor, currency }: SaleParent) => ({ ...payment, amount: money(totalMinor, currency) }),
};

/** Fields of SaleLine. Those not named here are fields of its parent. */
export const SaleLine = {
  product: ({ productId }: LineParent) => ({ id: productId }),
  unitPrice: ({ unitPriceMinor, currency }: LineParent) => money(unitPriceMinor, currency),
  lineTotal: ({ unitPriceMinor, quantity, currency }: LineParent) => money(unitPriceMinor * quantity, currency),
  refundableQuantity: (line: LineParent) => leftOf(line),
};
