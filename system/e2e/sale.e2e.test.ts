import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type TestClient } from '@comptoir/testing';
import { adjust, buy, checkout, FINAL, follow, readSaga, readSale, readStock, stockedProduct } from './operations.ts';
import { startTopology, type Topology, type TopologyName } from './topology.ts';

const CONFIRMED = [
  'INITIATED',
  'STOCK_VERIFYING',
  'STOCK_VERIFIED',
  'STOCK_RESERVING',
  'STOCK_RESERVED',
  'PAYMENT_PROCESSING',
  'PAYMENT_PROCESSED',
  'ORDER_CONFIRMING',
  'SALE_CONFIRMED',
];
const UNDONE_STOCK = ['COMPENSATING_STOCK', 'COMPENSATED'];
const UP_TO_PAYMENT = CONFIRMED.slice(0, 6);

describe.each<TopologyName>(['system', 'fleet', 'system without Redis'])('a sale, on the %s topology', (name) => {
  let topology: Topology;
  let admin: TestClient;
  let shopper: TestClient;

  beforeAll(async () => {
    topology = await startTopology(name);
    admin = await topology.person('admin');
    shopper = await topology.shopper(1);
  }, 180_000);
  afterAll(() => topology?.stop(), 60_000);

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
});
