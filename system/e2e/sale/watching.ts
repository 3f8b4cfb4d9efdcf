import { expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { adjust, buy, follow, stockedProduct } from '../operations.ts';
import { admin, shopper, topology } from './ground.ts';

/** What those see who look on. */
export function watching(): void {
  it('shows fields of every subgraph on each event of the subscription', async () => {
    const shelf = await stockedProduct(admin, 5, 999);
    const { sagaId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
    });
    type Seen = {
      state: string;
      sale: { total: { amountMinor: number }; user: { username: string }; lines: { product: { name: string } }[] };
    };
    const updates = shopper.subscribe<Seen>(
      `subscription ($id: ID!) { sagaUpdated(sagaId: $id, afterVersion: 0) {
        state sale { total { amountMinor } user { username } lines { product { name } } }
      } }`,
      { id: sagaId },
    );
    let count = 0;
    for await (const { state, sale } of updates) {
      count++;
      expect(sale).toEqual({
        total: { amountMinor: 999 },
        user: { username: 'shopper001' },
        lines: [{ product: { name: expect.stringContaining('Test article') } }],
      });
      if (state === 'SALE_CONFIRMED') break;
    }
    expect(count).toBe(9);
  });

  it('can be followed late and from any number', async () => {
    const shelf = await stockedProduct(admin, 5);
    const { sagaId, saleId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
    });
    await follow(shopper, sagaId);
    expect(await follow(shopper, sagaId, null)).toEqual([{ version: 9, state: 'SALE_CONFIRMED' }]);
    expect((await follow(shopper, sagaId, 4)).map((s) => s.version)).toEqual([5, 6, 7, 8, 9]);
    const seen: { status: string; version: number; payment: { state: string } }[] = [];
    const sale = shopper.subscribe<(typeof seen)[number]>(
      'subscription ($id: ID!) { saleUpdated(saleId: $id, afterVersion: 0) { status version payment { state } } }',
      { id: saleId },
    );
    for await (const version of sale) if (seen.push(version) && version.status === 'CONFIRMED') break;
    expect(seen.map((v) => [v.version, v.status])).toEqual([
      [1, 'PENDING'],
      [2, 'PENDING'],
      [3, 'CONFIRMED'],
    ]);
    expect(seen[1]?.payment.state).toBe('CAPTURED');
  });

  it('pushes the new stock to whoever looks at the shelf', async () => {
    const shelf = await stockedProduct(admin, 5);
    const levels = (await topology.shopper(3)).subscribe<{
      available: number;
      onHand: number;
      product: { name: string };
    }>(
      'subscription ($s: ID!, $p: [ID!]!) { stockChanged(storeId: $s, productIds: $p) { available onHand product { name } } }',
      { s: shelf.storeId, p: [shelf.productId] },
    );
    const seen: number[] = [];
    const watching = (async () => {
      for await (const { onHand } of levels) if (seen.push(onHand) && onHand === 3) return;
    })();
    // The shelf is nudged until the first message shows that the subscription stands.
    await eventually(async () => {
      await adjust(admin, shelf, 1);
      await adjust(admin, shelf, -1);
      return seen.length > 0;
    });
    await buy(shopper, { storeId: shelf.storeId, lines: [{ productId: shelf.productId, quantity: 2 }] });
    await watching;
    expect(seen.at(-1)).toBe(3);
  });
}
