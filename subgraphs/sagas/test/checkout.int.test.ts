import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type SagaEventType } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { CHECKOUT, startSagas, statesIn, type TestSagas } from './harness.ts';
import { SOLD } from './sale-states.ts';

let system: TestSagas;
beforeAll(async () => {
  system = await startSagas();
}, 60_000);
afterAll(() => system.dispose());

const sagasOf = async (userId: string) =>
  (await system.pool.query('SELECT id FROM saga WHERE user_id = $1', [userId])).rows.length;

describe('checkout', () => {
  it('answers at once with the saga and the sale, priced by the catalogue and frozen', async () => {
    const shopper = system.person();
    const { tea, pot } = system.products;
    const lines = [
      { productId: tea, quantity: 2 },
      { productId: pot.toUpperCase(), quantity: 1 },
      { productId: tea, quantity: 1 },
    ];
    const answer = await shopper.value(CHECKOUT, {
      input: system.cart({ lines, expectedTotal: { amountMinor: 3_997 } }),
    });
    expect(answer).toMatchObject({
      __typename: 'CheckoutSuccess',
      saga: {
        type: 'SALE',
        state: 'INITIATED',
        version: 1,
        parked: false,
        completedAt: null,
        user: { id: shopper.id },
        sale: { id: answer.sale?.id },
      },
    });
    const [order] = system.opened.filter(({ userId }) => userId === shopper.id);
    expect(order).toMatchObject({
      ...{
        sagaId: answer.saga?.id,
        saleId: answer.sale?.id,
        storeId: system.stores.open,
        totalMinor: 3_997,
        currency: 'CAD',
        kind: 'SALE',
        simulate: null,
      },
      lines: [
        { productId: tea, productName: 'Green tea', quantity: 2, unitPriceMinor: 499 },
        { productId: pot, productName: 'Teapot', quantity: 1, unitPriceMinor: 2_500 },
        { productId: tea, quantity: 1 },
      ],
    });
    const [event] = await system.events(String(answer.saga?.id));
    expect(event).toMatchObject({
      type: 'SagaStarted',
      metadata: { userId: shopper.id, source: 'sagas', correlationId: answer.saga?.correlationId },
    });
    expect(parseEventData('SagaStarted' satisfies SagaEventType, event?.data)).toMatchObject({
      saleId: answer.sale?.id,
      transitions: [{ version: 1, state: 'INITIATED' }],
    });
    expect(
      await shopper.value('query ($id: ID!) { saga(id: $id) { createdAt updatedAt state } }', { id: answer.saga?.id }),
    ).toEqual({
      ...{ createdAt: answer.saga?.createdAt, updatedAt: answer.saga?.createdAt, state: 'INITIATED' },
    });
    await eventually(() => system.woken.some(({ key }) => key === 'sagas'), { what: 'the wake of the relay' });
  });

  it('answers 20 parallel requests with one key with one saga, another person with another', async () => {
    const [shopper, other] = [system.person(), system.person()];
    const input = system.cart();
    const answers = await Promise.all(Array.from({ length: 20 }, () => shopper.value(CHECKOUT, { input })));
    expect(new Set(answers.map(({ saga }) => saga?.id)).size).toBe(1);
    expect(new Set(answers.map(({ sale }) => sale?.id)).size).toBe(1);
    expect(await sagasOf(shopper.id)).toBe(1);
    const opened = system.opened.filter(({ userId }) => userId === shopper.id).map(({ saleId }) => saleId);
    expect([...new Set(opened)]).toEqual([answers[0]?.sale?.id]);
    expect((await other.value(CHECKOUT, { input })).saga?.id).not.toBe(answers[0]?.saga?.id);
  });

  it('answers an old key before it looks at prices, stores or lines', async () => {
    const shopper = system.person();
    const input = system.cart();
    const first = await shopper.value(CHECKOUT, { input });
    system.catalogue.fails = true;
    const again = await shopper
      .value(CHECKOUT, { input: { ...input, lines: [], storeId: system.stores.closed } })
      .finally(() => (system.catalogue.fails = false));
    expect(again).toMatchObject({ saga: { id: first.saga?.id }, sale: { id: first.sale?.id } });
  });

  const missing = uuidv7();
  const refusals: [string, () => object, object][] = [
    ['an empty cart', () => ({ lines: [] }), { __typename: 'EmptyCartProblem', code: 'EMPTY_CART' }],
    [
      'quantity 0',
      () => ({ lines: [{ productId: system.products.tea, quantity: 0 }] }),
      { code: 'VALIDATION', fields: [{ path: ['lines', '0', 'quantity'] }] },
    ],
    [
      'more than 999 of a product over two lines',
      () => ({ lines: [500, 500].map((quantity) => ({ productId: system.products.tea, quantity })) }),
      { fields: [{ path: ['lines', '1', 'quantity'] }] },
    ],
    [
      '51 lines',
      () => ({ lines: Array.from({ length: 51 }, () => ({ productId: system.products.tea, quantity: 1 })) }),
      { fields: [{ path: ['lines'] }] },
    ],
    ['a card without a token', () => ({ payment: { method: 'CARD' } }), { fields: [{ path: ['payment', 'token'] }] }],
    [
      'store credit with a token',
      () => ({ payment: { method: 'STORE_CREDIT', token: 'tok_approved' } }),
      { fields: [{ path: ['payment', 'token'] }] },
    ],
    ['an empty key', () => ({ idempotencyKey: '' }), { fields: [{ path: ['idempotencyKey'] }] }],
    [
      'a key that no text column holds',
      () => ({ idempotencyKey: 'a\u0000b' }),
      { fields: [{ path: ['idempotencyKey'] }] },
    ],
    ['a key with half a character', () => ({ idempotencyKey: '\ud800x' }), { fields: [{ path: ['idempotencyKey'] }] }],
    ['an unknown store', () => ({ storeId: missing }), { __typename: 'NotFoundProblem', id: missing }],
    ['a store id of a wrong form', () => ({ storeId: 'x' }), { __typename: 'NotFoundProblem', id: 'x' }],
    [
      'an unknown product',
      () => ({ lines: [{ productId: missing, quantity: 1 }] }),
      { __typename: 'NotFoundProblem', id: missing },
    ],
    [
      'an archived product',
      () => ({ lines: [{ productId: system.products.old, quantity: 1 }] }),
      { __typename: 'NotFoundProblem', id: expect.any(String) },
    ],
    [
      'a closed store',
      () => ({ storeId: system.stores.closed }),
      { __typename: 'StoreClosedProblem', store: { id: expect.any(String) } },
    ],
    [
      'another total than was shown',
      () => ({ expectedTotal: { amountMinor: 997 } }),
      { __typename: 'PriceChangedProblem', currentTotal: { amountMinor: 998, currency: 'CAD' } },
    ],
    [
      'another currency than was shown',
      () => ({ expectedTotal: { amountMinor: 998, currency: 'USD' } }),
      { __typename: 'PriceChangedProblem' },
    ],
  ];
  it.each(refusals)('refuses %s and writes nothing', async (_name, input, problem) => {
    const shopper = system.person();
    expect(await shopper.value(CHECKOUT, { input: system.cart(input()) })).toMatchObject(problem);
    expect(await sagasOf(shopper.id)).toBe(0);
  });

  it('takes the price of the moment, whatever the client was shown before', async () => {
    const shopper = system.person();
    system.catalogue.priceMinor[system.products.tea] = 550;
    const answer = await shopper.value(CHECKOUT, { input: system.cart({ expectedTotal: { amountMinor: 998 } }) });
    system.catalogue.priceMinor[system.products.tea] = 499;
    expect(answer).toMatchObject({ code: 'PRICE_CHANGED', currentTotal: { amountMinor: 1_100 } });
  });

  it('says SERVICE_UNAVAILABLE and writes nothing when the catalogue is away', async () => {
    const shopper = system.person();
    system.catalogue.fails = true;
    const { data, errors } = await shopper
      .ask(CHECKOUT, { input: system.cart() })
      .finally(() => (system.catalogue.fails = false));
    expect([data.checkout, errors[0]?.extensions.code]).toEqual([null, 'SERVICE_UNAVAILABLE']);
    expect(await sagasOf(shopper.id)).toBe(0);
  });

  it('takes the sale on although sales are away', async () => {
    const shopper = system.person();
    system.sales.openFails = true;
    const id = await shopper.buy().finally(() => (system.sales.openFails = false));
    expect(await system.row(id)).toMatchObject({ state: 'INITIATED', version: 1 });
  });

  it('simulates in demo systems only', async () => {
    const real = await startSagas({ demo: false });
    const input = real.cart({ simulate: 'FAIL_RESERVATION' });
    const { errors } = await real.person().ask(CHECKOUT, { input });
    const without = await real.person().ask(CHECKOUT, { input: { ...input, simulate: null } });
    await real.dispose();
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(without.errors).toEqual([]);
    const id = await system.person().buy({ simulate: 'FAIL_RESERVATION' });
    expect(system.opened.find(({ sagaId }) => sagaId === id)?.simulate).toBe('FAIL_RESERVATION');
  });

  it('takes cash from managers of the store and admins only', async () => {
    const input = () => system.cart({ payment: { method: 'CASH' } });
    const ask = async (person: ReturnType<TestSagas['person']>) => {
      const { data, errors } = await person.ask(CHECKOUT, { input: input() });
      return errors[0]?.extensions.code ?? data.checkout?.__typename;
    };
    const { open, other } = system.stores;
    expect(await ask(system.person('MANAGER', [open]))).toBe('CheckoutSuccess');
    expect(await ask(system.person('ADMIN'))).toBe('CheckoutSuccess');
    expect(await ask(system.person('MANAGER', [other]))).toBe('FORBIDDEN');
    expect(await ask(system.person('AGENT'))).toBe('FORBIDDEN');
    expect(await ask(system.person('CLIENT'))).toBe('FORBIDDEN');
    expect(await ask(system.person(null))).toBe('UNAUTHENTICATED');
  });

  it('begins hundreds at once in sets, each with its own saga', async () => {
    const people = Array.from({ length: 300 }, () => system.person());
    const ids = await Promise.all(people.map((person) => person.buy({ idempotencyKey: randomUUID() })));
    expect(new Set(ids).size).toBe(300);
    const { rows } = await system.pool.query<{ count: number }>(
      `SELECT count(*) FROM event WHERE stream_id = ANY($1) AND type = 'SagaStarted'`,
      [ids],
    );
    expect(rows[0]?.count).toBe(300);
  });

  it('is carried to its end by a worker that a wake reaches', async () => {
    await system.work();
    const id = await system.person().buy();
    expect(await system.rest(id)).toMatchObject({ state: 'SALE_CONFIRMED', version: 9, streamVersion: 5, done: true });
    expect(statesIn(await system.events(id))).toEqual(SOLD);
    expect(system.ports.callsOf(id)).toEqual([
      'openSales',
      'verifyStock',
      'reserveStock',
      'capturePayment',
      'confirmReservation',
      'confirmSale',
    ]);
  });
});
