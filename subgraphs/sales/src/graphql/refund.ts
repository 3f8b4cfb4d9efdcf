import { money, unsealText } from '@comptoir/kit';
import type { Refund as RefundParent } from '../domain/refund.ts';
import type { SalesContext } from './context.ts';
import { referencedRefund } from './query.ts';

type LineParent = RefundParent['lines'][number] & { currency: string };

/** What was written about a refund, for whoever may read the refund. */
const unsealed =
  (of: 'reason' | 'rejectionReason') =>
  async (refund: RefundParent, _: unknown, { personKeys }: SalesContext): Promise<string | null> => {
    const sealed = refund[of];
    const key = sealed && (await personKeys.load(refund.userId));
    return key ? unsealText(key, sealed, refund.id) : null;
  };

/** Fields of Refund. Those not named here are fields of its parent. */
export const Refund = {
  __resolveReference: ({ id }: { id: string }, context: SalesContext) => referencedRefund(id, context),
  // Whoever may read a refund may read its sale.
  sale: ({ saleId }: RefundParent, _: unknown, { sales }: SalesContext) => sales.load(saleId),
  lines: ({ lines, currency }: RefundParent): LineParent[] => lines.map((line) => ({ ...line, currency })),
  amount: ({ amountMinor, currency }: RefundParent) => money(amountMinor, currency),
  reason: unsealed('reason'),
  rejectionReason: unsealed('rejectionReason'),
  requestedBy: ({ requestedBy }: RefundParent) => ({ id: requestedBy }),
  decidedBy: ({ decidedBy }: RefundParent) => decidedBy && { id: decidedBy },
};

/** Fields of RefundLine. Those not named here are fields of its parent. */
export const RefundLine = {
  product: ({ productId }: LineParent) => ({ id: productId }),
  amount: ({ amountMinor, currency }: LineParent) => money(amountMinor, currency),
};
