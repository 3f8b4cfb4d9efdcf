import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { buy, checkout, follow, readStock, stockedProduct } from '../operations.ts';
import { admin, shopper, topology } from './ground.ts';

/** What is accepted as an order, and what is refused by name. */
export function checkouts(): void {
  it('answers 20 parallel requests with one key with one saga', async () => {
    const shelf = await stockedProduct(admin, 30);
    const order = {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
      idempotencyKey: randomUUID(),
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => buy(shopper, order)));
    expect(new Set(answers.map((a) => a.sagaId)).size).toBe(1);
    expect(new Set(answers.map((a) => a.saleId)).size).toBe(1);
    const [first] = answers;
    await follow(shopper, first?.sagaId ?? '');
    expect((await readStock(shopper, shelf.productId, shelf.storeId)).onHand).toBe(29);
    const other = await topology.shopper(2);
    expect((await buy(other, order)).sagaId).not.toBe(first?.sagaId);
  });

  it('refuses a price that has changed, also when the old key comes back afterwards', async () => {
    const shelf = await stockedProduct(admin, 9, 2_000);
    const lines = [{ productId: shelf.productId, quantity: 2 }];
    const expectedTotal = { amountMinor: 4_000, currency: 'CAD' };
    const idempotencyKey = randomUUID();
    const order = { storeId: shelf.storeId, lines, expectedTotal, idempotencyKey };
    const before = await buy(shopper, order);
    const { updateProduct } = await admin.data<{ updateProduct: { __typename: string } }>(
      `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { __typename ... on Problem { message } } }`,
      { input: { id: shelf.productId, price: { amountMinor: 2_100, currency: 'CAD' } } },
    );
    expect(updateProduct.__typename).toBe('UpdateProductSuccess');
    expect(await checkout(shopper, { ...order, idempotencyKey: randomUUID() })).toMatchObject({
      __typename: 'PriceChangedProblem',
    });
    expect(await buy(shopper, order)).toEqual(before);
  });

  it('refuses what makes no sense, by name', async () => {
    const shelf = await stockedProduct(admin, 9);
    const line = { productId: shelf.productId, quantity: 1 };
    const typeOf = async (input: Parameters<typeof checkout>[1]) => (await checkout(shopper, input)).__typename;
    expect(await typeOf({ storeId: shelf.storeId, lines: [] })).toBe('EmptyCartProblem');
    expect(await typeOf({ storeId: randomUUID(), lines: [line] })).toBe('NotFoundProblem');
    expect(await typeOf({ storeId: shelf.storeId, lines: [{ productId: randomUUID(), quantity: 1 }] })).toBe(
      'NotFoundProblem',
    );
    expect(await typeOf({ storeId: shelf.storeId, lines: [{ ...line, quantity: 0 }] })).toBe('ValidationProblem');
    expect(await typeOf({ storeId: shelf.storeId, lines: [{ ...line, quantity: -3 }] })).toBe('ValidationProblem');
  });

  it('keeps both lines of one product and sums them before it checks', async () => {
    const shelf = await stockedProduct(admin, 5);
    const twice = (quantity: number) => [
      { productId: shelf.productId, quantity },
      { productId: shelf.productId, quantity },
    ];
    const tooMuch = await buy(shopper, { storeId: shelf.storeId, lines: twice(3) });
    expect((await follow(shopper, tooMuch.sagaId)).at(-1)?.state).toBe('FAILED');
    const fits = await buy(shopper, { storeId: shelf.storeId, lines: twice(2) });
    expect((await follow(shopper, fits.sagaId)).at(-1)?.state).toBe('SALE_CONFIRMED');
    const { sale } = await shopper.data<{ sale: { lines: unknown[] } }>(
      'query ($id: ID!) { sale(id: $id) { lines { quantity } } }',
      {
        id: fits.saleId,
      },
    );
    expect(sale.lines).toEqual([{ quantity: 2 }, { quantity: 2 }]);
    expect((await readStock(shopper, shelf.productId, shelf.storeId)).onHand).toBe(1);
  });
}
