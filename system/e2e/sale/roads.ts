import { expect, it } from '@jest/globals';
import { eventually } from '@comptoir/testing';
import { buy, follow, readSaga, readSale, readStock, stockedProduct } from '../operations.ts';
import { admin, CONFIRMED, shopper, topology, UNDONE_STOCK, UP_TO_PAYMENT } from './ground.ts';

/** Every road of a sale, and what is left behind on it. */
export function roads(): void {
  it('is readable as PENDING at once, and goes through every state to SALE_CONFIRMED, live', async () => {
    const shelf = await stockedProduct(admin, 10);
    const { sagaId, saleId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 3 }],
    });
    const seen = await follow(shopper, sagaId);
    expect(seen.map((s) => s.state)).toEqual(CONFIRMED);
    expect(seen.map((s) => s.version)).toEqual(CONFIRMED.map((_, i) => i + 1));
    expect(await readSale(shopper, saleId)).toEqual({ status: 'CONFIRMED', total: { amountMinor: 4_500 } });
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({ onHand: 7, reserved: 0, available: 7 });
    const { steps } = await readSaga(shopper, sagaId);
    expect(steps.map((s) => s.name)).toEqual(['verify-stock', 'reserve-stock', 'process-payment', 'confirm-order']);
  });

  it.each([
    ['FAIL_VERIFICATION', [...CONFIRMED.slice(0, 2), 'STOCK_VERIFICATION_FAILED', 'FAILED']],
    ['FAIL_RESERVATION', [...CONFIRMED.slice(0, 4), 'STOCK_RESERVATION_FAILED', 'FAILED']],
    [
      'FAIL_CONFIRMATION',
      [...CONFIRMED.slice(0, 8), 'ORDER_CONFIRMATION_FAILED', 'COMPENSATING_PAYMENT', ...UNDONE_STOCK],
    ],
  ])('takes the road of simulate: %s', async (simulate, states) => {
    const shelf = await stockedProduct(admin, 4);
    const { sagaId, saleId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 2 }],
      simulate,
    });
    expect((await follow(shopper, sagaId)).map((s) => s.state)).toEqual(states);
    expect((await readSale(shopper, saleId)).status).toBe('CANCELLED');
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({ onHand: 4, reserved: 0, available: 4 });
    expect((await readSaga(shopper, sagaId)).error).toBeTruthy();
  });

  it('parks when the refund fails, and goes on when an admin resumes it', async () => {
    const shelf = await stockedProduct(admin, 4);
    const { sagaId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
      simulate: 'FAIL_COMPENSATION',
    });
    const parked = await eventually(async () => (await readSaga(shopper, sagaId)).parked && readSaga(shopper, sagaId), {
      within: 30_000,
    });
    expect(parked.state).toBe('COMPENSATING_PAYMENT');
    const resume = `mutation ($input: ResumeSagaInput!) { resumeSaga(input: $input) { __typename } }`;
    const refused = await shopper.ask(resume, { input: { sagaId } });
    expect(refused.errors[0]?.extensions.code).toBe('FORBIDDEN');
    await admin.data(resume, { input: { sagaId } });
    const rest = await follow(shopper, sagaId, parked.version);
    expect(rest.map((s) => s.state)).toEqual(UNDONE_STOCK);
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({ onHand: 4, reserved: 0, available: 4 });
  });

  it.each(['tok_declined', 'tok_insufficient_funds'])(
    'releases the stock when the card is refused (%s)',
    async (token) => {
      const shelf = await stockedProduct(admin, 4);
      const { sagaId, saleId } = await buy(shopper, {
        storeId: shelf.storeId,
        lines: [{ productId: shelf.productId, quantity: 2 }],
        token,
      });
      expect((await follow(shopper, sagaId)).map((s) => s.state)).toEqual([
        ...UP_TO_PAYMENT,
        'PAYMENT_FAILED',
        ...UNDONE_STOCK,
      ]);
      expect((await readSale(shopper, saleId)).status).toBe('CANCELLED');
      expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({
        onHand: 4,
        reserved: 0,
        available: 4,
      });
    },
  );

  it('gets through with a card that fails twice and then works', async () => {
    const shelf = await stockedProduct(admin, 4);
    const { sagaId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
      token: 'tok_flaky',
    });
    expect((await follow(shopper, sagaId)).at(-1)?.state).toBe('SALE_CONFIRMED');
  }, 20_000);

  it('can be cancelled by its shopper while the payment is open, and by nobody else', async () => {
    const shelf = await stockedProduct(admin, 5);
    const { sagaId } = await buy(shopper, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 1 }],
      token: 'tok_slow',
    });
    await follow(shopper, sagaId, 0, ({ state }) => state === 'PAYMENT_PROCESSING');
    const cancel = 'mutation ($input: CancelSagaInput!) { cancelSaga(input: $input) { __typename } }';
    const stranger = await (await topology.shopper(2)).ask(cancel, { input: { sagaId } });
    expect(stranger.errors[0]?.extensions.code).toBe('FORBIDDEN');
    await shopper.data(cancel, { input: { sagaId } });
    expect((await follow(shopper, sagaId)).at(-1)?.state).toBe('COMPENSATED');
    expect(await readStock(shopper, shelf.productId, shelf.storeId)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  }, 30_000);
}
