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

  it('has books that hold: received = on hand + sold, and what was sold is in the sales', () => {
    const sold = plan.sales.flatMap((s) => s.order.lines).reduce((sum, line) => sum + line.quantity, 0);
    expect(plan.stock.reduce((sum, s) => sum + s.sold, 0)).toBe(sold);
    expect(plan.stock.every((s) => s.received === s.onHand + s.sold && s.onHand >= 0)).toBe(true);
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

  it('draws ids that are UUIDs, each once', () => {
    const ids = [...plan.users, ...plan.stores, ...plan.categories, ...plan.products].map((row) => row.id);
    const ofSales = plan.sales.flatMap(({ order }) => [
      order.sagaId,
      order.saleId,
      order.reservationId,
      order.paymentId,
    ]);
    const all = [...ids, ...ofSales];
    expect(all.every(isUuid)).toBe(true);
    expect(new Set(all).size).toBe(all.length);
  });

  it('gives the manager the first store and the demo accounts their passwords', () => {
    const manager = plan.users.find((u) => u.username === 'manager');
    expect(manager).toMatchObject({ role: 'MANAGER', password: 'manager123', storeIds: [plan.stores[0]?.id] });
    expect(plan.users.find((u) => u.username === 'client2')?.password).toBe('client123');
  });
});
