import { expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { buy, FINAL, follow, readSaga, readSale, readStock, stockedProduct } from '../operations.ts';
import type { TopologyName } from '../topology.ts';
import { admin, shopper, topology, UNDONE_STOCK, UP_TO_PAYMENT } from './ground.ts';

/** Many at once, also through an accident. */
export function crowds(name: TopologyName): void {
  it('never waits for the payment of another person', async () => {
    const shelf = await stockedProduct(admin, 40);
    const order = { storeId: shelf.storeId, lines: [{ productId: shelf.productId, quantity: 1 }] };
    const silent = await buy(shopper, { ...order, token: 'tok_timeout' });
    const others = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const other = await topology.shopper(2 + i);
        const started = Date.now();
        const { sagaId } = await buy(other, order);
        const end = (await follow(other, sagaId)).at(-1)?.state;
        return { end, ms: Date.now() - started };
      }),
    );
    expect(others.map((o) => o.end)).toEqual(others.map(() => 'SALE_CONFIRMED'));
    expect(Math.max(...others.map((o) => o.ms))).toBeLessThan(8_000);
    expect(FINAL).not.toContain((await readSaga(shopper, silent.sagaId)).state);
    expect((await follow(shopper, silent.sagaId)).map((s) => s.state)).toEqual([
      ...UP_TO_PAYMENT,
      'PAYMENT_FAILED',
      'COMPENSATING_PAYMENT',
      ...UNDONE_STOCK,
    ]);
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({
      onHand: 30,
      reserved: 0,
      available: 30,
    });
  }, 60_000);

  it('sells exactly what is there to 200 shoppers who race for 50 units', async () => {
    const shelf = await stockedProduct(admin, 50, 1_000);
    const shoppers = await Promise.all(Array.from({ length: 200 }, (_, i) => topology.shopper(i + 1)));
    const orders = await Promise.all(
      shoppers.map(async (person) => ({
        person,
        ...(await buy(person, { storeId: shelf.storeId, lines: [{ productId: shelf.productId, quantity: 1 }] })),
      })),
    );
    const ends = await Promise.all(
      orders.map(async ({ person, sagaId }) => (await follow(person, sagaId)).at(-1)?.state),
    );
    const sold = ends.filter((state) => state === 'SALE_CONFIRMED').length;
    expect(sold).toBe(50);
    expect(ends.filter((state) => state === 'FAILED')).toHaveLength(150);
    expect(await readStock(admin, shelf.productId, shelf.storeId)).toEqual({ onHand: 0, reserved: 0, available: 0 });
    const sales = await Promise.all(orders.map(({ person, saleId }) => readSale(person, saleId)));
    const money = sales.filter((s) => s.status === 'CONFIRMED').reduce((sum, s) => sum + s.total.amountMinor, 0);
    expect(money).toBe(50 * 1_000);
  }, 120_000);

  it('reaches its end although everything is killed in the middle of 50 of them', async () => {
    const shelf = await stockedProduct(admin, 60, 700);
    const shoppers = await Promise.all(Array.from({ length: 50 }, (_, i) => topology.shopper(i + 1)));
    const orders = await Promise.all(
      shoppers.map(async (person, i) => ({
        person,
        ...(await buy(person, {
          storeId: shelf.storeId,
          lines: [{ productId: shelf.productId, quantity: 1 }],
          token: i % 10 === 0 ? 'tok_slow' : i % 10 === 1 ? 'tok_declined' : 'tok_approved',
        })),
      })),
    );
    for (const pid of Object.values(topology.processes())) process.kill(pid, 'SIGKILL');
    if (name !== 'fleet') await topology.restart();
    const ends = await Promise.all(
      orders.map(({ person, sagaId }) =>
        eventually(
          async () => {
            const { state } = await readSaga(person, sagaId);
            return FINAL.includes(state) && state;
          },
          { within: 90_000, every: 200, what: `saga ${sagaId}` },
        ),
      ),
    );
    // A payment that was open for 10 s, because its processes were gone for so long, is given up and undone: both ends are right.
    const sales = await Promise.all(orders.map(({ person, saleId }) => readSale(person, saleId)));
    expect(sales.map((sale) => sale.status)).toEqual(
      ends.map((state) => (state === 'SALE_CONFIRMED' ? 'CONFIRMED' : 'CANCELLED')),
    );
    const declined = ends.filter((_, i) => i % 10 === 1);
    expect(declined).toEqual(declined.map(() => 'COMPENSATED'));
    const sold = ends.filter((state) => state === 'SALE_CONFIRMED').length;
    expect(sold).toBeGreaterThan(0);
    expect(await readStock(admin, shelf.productId, shelf.storeId)).toEqual({
      onHand: 60 - sold,
      reserved: 0,
      available: 60 - sold,
    });
  }, 180_000);
}
