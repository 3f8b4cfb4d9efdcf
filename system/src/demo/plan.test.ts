import { describe, expect, it } from '@jest/globals';
import { isUuid } from '@comptoir/kit';
import { demoPlan } from './plan.ts';

const now = new Date('2026-03-05T15:00:00Z');

describe('the demo chain', () => {
  const plan = demoPlan({ now });

  it('has five stores, 500 products in twelve categories, and a level of each product in each store', () => {
    expect([plan.stores.length, plan.categories.length, plan.products.length, plan.stock.length]).toEqual([
      5, 12, 500, 2_500,
    ]);
    expect(new Set(plan.products.map((p) => p.sku)).size).toBe(500);
    expect(new Set(plan.products.map((p) => p.name)).size).toBe(500);
  });

  it('is the same on the same day, with and without test shoppers', () => {
    const later = demoPlan({ now: new Date('2026-03-05T23:59:59Z'), testShoppers: 3 });
    expect({ ...later, users: later.users.slice(0, -3) }).toEqual(plan);
    expect(later.users.at(-1)).toMatchObject({ username: 'shopper003', password: 'shopper123' });
  });

  it('has books that hold: received = on hand + sold - returned, and what was sold is in the sales', () => {
    const sold = plan.sales.flatMap((s) => s.order.lines).reduce((sum, line) => sum + line.quantity, 0);
    expect(plan.stock.reduce((sum, s) => sum + s.sold, 0)).toBe(sold);
    expect(plan.stock.every((s) => s.received === s.onHand + s.sold - (s.returned ?? 0) && s.onHand >= 0)).toBe(true);
    expect(plan.stock.filter((s) => s.onHand < 100).length).toBeGreaterThan(20);
    for (const { order } of plan.sales)
      expect(order.totalMinor).toBe(order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0));
  });

  it('sells about 3,000 times in the 60 days before the day, in order', () => {
    expect(Math.abs(plan.sales.length - 3_000)).toBeLessThan(60);
    const times = plan.sales.map((s) => s.createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(plan.sales.at(-1)?.confirmedAt.getTime()).toBeLessThanOrEqual(plan.today.getTime());
    expect(times[0]).toBeGreaterThan(plan.today.getTime() - 61 * 86_400_000);
  });

  it('gives back a few in a hundred sales, in part or whole, and a handful waits for a decision', () => {
    const refunds = plan.sales.flatMap(({ order, refund }) => (refund ? [{ sale: order, ...refund }] : []));
    const completed = refunds.filter(({ completedAt }) => completedAt);
    expect(refunds.length).toBeGreaterThan(plan.sales.length * 0.02);
    expect(refunds.length).toBeLessThan(plan.sales.length * 0.06);
    expect(refunds.filter(({ decision }) => !decision).length).toBeGreaterThan(2);
    expect(refunds.filter(({ decision }) => decision && !decision.approved).length).toBeGreaterThan(2);
    const whole = completed.filter(({ sale, order }) => sale.totalMinor === order.amountMinor);
    expect([whole.length > 20, completed.length - whole.length > 20]).toEqual([true, true]);
    const units = completed
      .filter(({ order }) => order.restock)
      .flatMap(({ order }) => order.lines)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    expect(plan.stock.reduce((sum, { returned = 0 }) => sum + returned, 0)).toBe(units);
    for (const { sale, order, requestedAt, decision, completedAt } of refunds) {
      const moments = [requestedAt, decision?.at, completedAt, plan.today].flatMap((at) => at?.getTime() ?? []);
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
      for (const { saleLineId, quantity, amountMinor } of order.lines) {
        const line = sale.lines.find(({ lineId }) => lineId === saleLineId);
        expect(quantity).toBeLessThanOrEqual(line?.quantity ?? 0);
        expect(amountMinor).toBe(quantity * (line?.unitPriceMinor ?? 0));
      }
    }
  });

  it('draws ids that are UUIDs, each once', () => {
    const ids = [...plan.users, ...plan.stores, ...plan.categories, ...plan.products].map((row) => row.id);
    const ofSales = plan.sales.flatMap(({ order }) => [
      order.sagaId,
      order.saleId,
      order.reservationId,
      order.paymentId,
    ]);
    const ofRefunds = plan.sales.flatMap(({ refund }) => (refund ? [refund.order.refundId, refund.order.sagaId] : []));
    const all = [...ids, ...ofSales, ...ofRefunds];
    expect(all.every(isUuid)).toBe(true);
    expect(new Set(all).size).toBe(all.length);
  });

  it('gives the manager the first store and the demo accounts their passwords', () => {
    const manager = plan.users.find((u) => u.username === 'manager');
    expect(manager).toMatchObject({ role: 'MANAGER', password: 'manager123', storeIds: [plan.stores[0]?.id] });
    expect(plan.users.find((u) => u.username === 'client2')?.password).toBe('client123');
  });
});
