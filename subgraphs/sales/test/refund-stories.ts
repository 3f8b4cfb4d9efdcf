import { expect } from '@jest/globals';
import type { RefundOrder, SaleOrder } from '@comptoir/contracts';
import type { TestSales } from './harness.ts';
import { refundsOf, twoLines } from './refunds.ts';

/** So many units of the line at this place of a sale. */
export const line = (order: SaleOrder, at: number, quantity: number) => ({
  saleLineId: order.lines[at]?.lineId ?? '',
  quantity,
});

/** Sales that are given back, and what came of it. */
export function refundStories(system: TestSales) {
  const refunds = refundsOf(system);

  async function aSale(order = twoLines()): Promise<SaleOrder> {
    await refunds.sold(order);
    return order;
  }

  /** State, events and money of a sale and its refund, which must tell the same story. */
  async function story(order: SaleOrder, refund: RefundOrder) {
    const [sale] = await system.sales.context({} as never).reads.byIds([order.saleId]);
    expect(sale).toEqual(await system.folded(order));
    const stored = await refunds.stored(refund.refundId);
    expect(stored).toEqual(await refunds.folded(refund.refundId));
    return {
      sale: [sale?.status, sale?.payment.state, sale?.refundedMinor],
      refund: [stored?.status, stored?.error],
      events: (await refunds.types(refund.refundId)).slice(2),
      units: await refunds.units(order),
      ledger: await system.ledger(order),
    };
  }

  return { refunds, aSale, story };
}
