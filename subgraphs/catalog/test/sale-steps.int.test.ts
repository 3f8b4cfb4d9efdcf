import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEventData, type CatalogSaleSteps } from '@comptoir/contracts';
import { chunksOf } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { postgresHoldStore } from '../src/infrastructure/hold-store.ts';
import { anOrder, doAll, run, startCatalog, type TestCatalog } from './harness.ts';

let system: TestCatalog;
beforeAll(async () => {
  system = await startCatalog();
}, 60_000);
afterAll(() => system.dispose());

const types = async (reservationId: string) => (await system.events(reservationId)).map(({ type }) => type);

describe('a sale', () => {
  it('verifies, holds and sells, with the figures of each level in its events and on the live channel', async () => {
    const { steps } = system;
    const { storeId, productIds } = await system.aShelf(5, 7);
    const [a = '', b = ''] = productIds;
    const order = anOrder(storeId, [
      [b, 2],
      [a, 1],
      [b, 1],
    ]);
    expect(await run(steps.verifyStock, [order])).toEqual(['done']);
    expect(await system.level(storeId, b)).toMatchObject({ onHand: 7, reserved: 0 });
    expect(await run(steps.reserveStock, [order])).toEqual(['done']);
    expect(await system.level(storeId, b)).toMatchObject({ onHand: 7, reserved: 3, sold: 0 });
    expect(await run(steps.confirmReservation, [order])).toEqual(['done']);
    expect(await system.level(storeId, a)).toEqual({ onHand: 4, reserved: 0, sold: 1, received: 5 });
    expect(await system.level(storeId, b)).toEqual({ onHand: 4, reserved: 0, sold: 3, received: 7 });

    const [reserved, sold] = await system.events(order.reservationId);
    const lines = (onHandA: number, onHandB: number, held: boolean) =>
      [
        { productId: a, quantity: 1, onHand: onHandA, reserved: held ? 1 : 0 },
        { productId: b, quantity: 3, onHand: onHandB, reserved: held ? 3 : 0 },
      ].sort((x, y) => (x.productId < y.productId ? -1 : 1));
    expect(parseEventData('StockReserved', reserved?.data)).toMatchObject({
      sagaId: order.sagaId,
      lines: lines(5, 7, true),
    });
    expect(parseEventData('StockSold', sold?.data)).toMatchObject({ saleId: order.saleId, lines: lines(4, 4, false) });
    expect(sold?.metadata).toEqual({ correlationId: order.correlationId, userId: order.userId, source: 'catalog' });
    await eventually(() =>
      system.published.some((m) => m.productId === b && m.onHand === 4 && m.reserved === 0 && m.version === 4),
    );
    await eventually(() => system.woken.some(({ key }) => key === 'catalog'));
  });

  it('answers every step again from its record, and does nothing twice', async () => {
    const { steps } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(4);
    const [sold, short] = [anOrder(storeId, [[product, 3]]), anOrder(storeId, [[product, 3]])];
    expect(await run(steps.reserveStock, [sold, short])).toEqual(['done', 'INSUFFICIENT_STOCK']);
    expect(await run(steps.confirmReservation, [sold])).toEqual(['done']);
    await system.adjust(storeId, product, 10);
    const before = await system.level(storeId, product);
    expect(await run(steps.reserveStock, [short, sold])).toEqual(['INSUFFICIENT_STOCK', 'done']);
    expect(await run(steps.confirmReservation, [sold, short])).toEqual(['done', 'RESERVATION_NOT_FOUND']);
    expect(await run(steps.releaseStock, [short])).toEqual(['done']);
    expect(await run(steps.releaseStock, [short])).toEqual(['done']);
    expect(await system.level(storeId, product)).toEqual(before);
    expect(await types(sold.reservationId)).toEqual(['StockReserved', 'StockSold']);
    await expect(run(steps.releaseStock, [sold])).rejects.toThrow('is sold');
  });

  it('answers once although it is asked many times at the same moment', async () => {
    const { steps } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(10);
    const order = anOrder(storeId, [[product, 2]]);
    const atOnce = (step: keyof CatalogSaleSteps) =>
      Promise.all(Array.from({ length: 8 }, () => run(steps[step], [order])));
    for (const step of ['reserveStock', 'confirmReservation'] as const)
      expect((await atOnce(step)).flat()).toEqual(Array.from({ length: 8 }, () => 'done'));
    expect(await system.level(storeId, product)).toMatchObject({ onHand: 8, reserved: 0, sold: 2 });
    expect(await types(order.reservationId)).toEqual(['StockReserved', 'StockSold']);
  });

  it('gives back what was held, once, and bars a reservation that comes after its undo', async () => {
    const { steps } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(10);
    const [held, late] = [anOrder(storeId, [[product, 4]]), anOrder(storeId, [[product, 5]])];
    await run(steps.reserveStock, [held]);
    expect((await Promise.all([1, 2, 3].map(() => run(steps.releaseStock, [late, held])))).flat()).toEqual(
      Array(6).fill('done'),
    );
    expect(await system.level(storeId, product)).toMatchObject({ onHand: 10, reserved: 0 });
    expect(await run(steps.reserveStock, [late])).toEqual(['RESERVATION_BARRED']);
    expect(await run(steps.confirmReservation, [held, late])).toEqual(['RESERVATION_EXPIRED', 'RESERVATION_NOT_FOUND']);
    expect(await types(held.reservationId)).toEqual(['StockReserved', 'StockReleased']);
    expect((await system.events(held.reservationId))[1]?.data).toMatchObject({ reason: 'COMPENSATED' });
    expect(await types(late.reservationId)).toEqual([]);
  });

  it('gives back what was held although it died once behind the bar', async () => {
    const { steps, pool } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(10);
    const [held, late] = [anOrder(storeId, [[product, 4]]), anOrder(storeId, [[product, 5]])];
    await run(steps.reserveStock, [held]);
    await postgresHoldStore(pool).bar('reserve-stock', [held.sagaId, late.sagaId]);
    expect(await run(steps.reserveStock, [held, late])).toEqual(['done', 'RESERVATION_BARRED']);
    expect(await system.level(storeId, product)).toMatchObject({ onHand: 10, reserved: 4 });
    expect(await run(steps.releaseStock, [held, late])).toEqual(['done', 'done']);
    expect(await system.level(storeId, product)).toMatchObject({ onHand: 10, reserved: 0 });
    expect(await types(held.reservationId)).toEqual(['StockReserved', 'StockReleased']);
  });

  it('refuses at verification what is off sale, short, or of a closed store, and holds nothing', async () => {
    const { steps, pool } = system;
    const {
      storeId,
      productIds: [plenty = '', archived = ''],
    } = await system.aShelf(5, 5);
    const closed = await system.aShelf(5);
    await pool.query('UPDATE product SET archived_at = now() WHERE id = $1', [archived]);
    await pool.query('UPDATE store SET closed_at = now() WHERE id = $1', [closed.storeId]);
    const orders = [
      anOrder(storeId, [[plenty, 5]]),
      anOrder(storeId, [
        [plenty, 3],
        [plenty, 3],
      ]),
      anOrder(storeId, [[archived, 1]]),
      anOrder(closed.storeId, [[closed.productIds[0] ?? '', 1]]),
      anOrder(storeId, [[closed.productIds[0] ?? '', 1]]),
    ];
    const answers = ['done', 'INSUFFICIENT_STOCK', 'PRODUCT_ARCHIVED', 'STORE_CLOSED', 'INSUFFICIENT_STOCK'];
    expect(await run(steps.verifyStock, orders)).toEqual(answers);
    expect(await system.level(storeId, plenty)).toMatchObject({ reserved: 0 });
  });
});

describe('simulate', () => {
  it('takes the road that is asked for in a demo system only', async () => {
    const { steps } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(50);
    const order = (simulate: Parameters<typeof anOrder>[2]) => anOrder(storeId, [[product, 1]], simulate);
    expect(await run(steps.verifyStock, [order('FAIL_VERIFICATION'), order(null)])).toEqual([
      'SIMULATED_FAILURE',
      'done',
    ]);
    expect(await run(steps.reserveStock, [order('FAIL_RESERVATION')])).toEqual(['SIMULATED_FAILURE']);
    for (const road of ['FAIL_CONFIRMATION', 'FAIL_COMPENSATION'] as const)
      expect(await doAll(steps, order(road))).toEqual(['done', 'done', 'SIMULATED_FAILURE']);
    const serious = system.anotherWorker({ demo: false }).steps;
    for (const road of ['FAIL_VERIFICATION', 'FAIL_RESERVATION', 'FAIL_CONFIRMATION', 'FAIL_COMPENSATION'] as const)
      expect(await doAll(serious, order(road))).toEqual(['done', 'done', 'done']);
  });
});

describe('holds that expire', () => {
  it('are on the shelf again once, are no longer confirmed, and are undone without effect', async () => {
    const { pool, worker, steps } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(9);
    const [lost, kept] = [anOrder(storeId, [[product, 4]]), anOrder(storeId, [[product, 2]])];
    await run(steps.reserveStock, [lost, kept]);
    await pool.query(`UPDATE reservation SET expires_at = clock_timestamp() - interval '1 ms' WHERE id = $1`, [
      lost.reservationId,
    ]);
    expect(await run(steps.confirmReservation, [lost])).toEqual(['RESERVATION_EXPIRED']);
    expect(await system.level(storeId, product)).toMatchObject({ onHand: 9, reserved: 6 });
    const [job] = worker.periodic;
    expect(job?.everyMs).toBe(1_000);
    await Promise.all([job?.run(), job?.run(), job?.run()]);
    expect(await system.level(storeId, product)).toMatchObject({ onHand: 9, reserved: 2 });
    expect((await system.events(lost.reservationId)).map(({ data }) => data.reason)).toEqual([undefined, 'EXPIRED']);
    expect(await run(steps.releaseStock, [lost])).toEqual(['done']);
    expect(await types(lost.reservationId)).toEqual(['StockReserved', 'StockReleased']);
    expect(await run(steps.confirmReservation, [kept])).toEqual(['done']);
  });

  it('are either sold or released when confirmation and expiry meet', async () => {
    const { pool, worker, steps } = system;
    const {
      storeId,
      productIds: [product = ''],
    } = await system.aShelf(200);
    const orders = Array.from({ length: 60 }, () => anOrder(storeId, [[product, 1]]));
    await run(system.anotherWorker({ reservationTtlSeconds: 1 }).steps.reserveStock, orders);
    // They expire while they are being confirmed, one after the other.
    await pool.query(
      `UPDATE reservation r SET expires_at = clock_timestamp() + n * interval '2 ms' FROM unnest($1::uuid[]) WITH ORDINALITY AS o(id, n) WHERE r.id = o.id`,
      [orders.map(({ reservationId }) => reservationId)],
    );
    const expiry = (async () => {
      for (let turn = 0; turn < 30; turn++) await worker.periodic[0]?.run();
    })();
    const answers: string[] = [];
    for (const chunk of chunksOf([...orders].reverse(), 6))
      answers.push(...(await run(steps.confirmReservation, chunk)));
    await expiry;
    await eventually(async () => {
      await worker.periodic[0]?.run();
      return (await system.level(storeId, product))?.reserved === 0;
    });
    const sold = answers.filter((answer) => answer === 'done').length;
    expect(answers.every((answer) => ['done', 'RESERVATION_EXPIRED'].includes(answer))).toBe(true);
    expect(await system.level(storeId, product)).toEqual({ onHand: 200 - sold, reserved: 0, sold, received: 200 });
    const { rows } = await pool.query<{ ends: number }>(
      `SELECT count(*) AS ends FROM event WHERE stream_id = ANY($1) AND type IN ('StockSold', 'StockReleased') GROUP BY stream_id`,
      [orders.map(({ reservationId }) => reservationId)],
    );
    expect(rows.map(({ ends }) => ends)).toEqual(orders.map(() => 1));
  });
});
