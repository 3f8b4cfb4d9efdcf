import { describe, expect, it } from '@jest/globals';
import {
  A_CHARGE,
  anOpenSaga,
  anUnsoldSaga,
  chain,
  close,
  ids,
  keepShop,
  kinds,
  shelf,
  sold,
  sql,
  told,
  unsold,
} from './shop.ts';

keepShop();

describe('a difference is found with its figures, mended, told by an event, and gone', () => {
  /** Found by a look that changes nothing, mended, and not found again. */
  async function mended(): Promise<ReturnType<typeof told>> {
    const before = await chain.compare();
    expect(before.findings.map(({ outcome }) => outcome)).toEqual(before.findings.map(() => 'left'));
    const repair = await chain.compare({ repair: true });
    expect(kinds(repair)).toEqual(before.findings.map(({ kind }) => `${kind} repaired`));
    expect(told(await chain.compare())).toEqual([]);
    return told(before);
  }
  const lastCorrection = async (context: 'catalog' | 'sales') => (await chain.corrections(chain[context])).at(-1);

  it('units that nobody holds are reserved', async () => {
    const [storeId, productId = ''] = [shelf.storeId, shelf.productIds[2]];
    await sql.catalog('UPDATE stock SET reserved = reserved + 5 WHERE product_id = $1', productId);
    expect(await mended()).toEqual([
      {
        ...{ kind: 'STOCK_RESERVED', about: { storeId, productId }, outcome: 'left' },
        ...{ expected: { reserved: 0 }, found: { reserved: 5 } },
      },
    ]);
    expect(await lastCorrection('catalog')).toMatchObject({
      ...{ difference: 'STOCK_RESERVED', about: { storeId, productId } },
      ...{ before: { reserved: 5 }, after: { reserved: 0 } },
    });
  });

  it('a hold that no saga knows of', async () => {
    const lost = { ...unsold, ...ids() };
    await chain.catalog.steps.reserveStock([{ sagaId: lost.sagaId, input: lost }]);
    expect(await mended()).toMatchObject([
      { kind: 'HOLD_WITHOUT_SAGA', about: { reservationId: lost.reservationId }, found: { reservation: 'HELD' } },
    ]);
    expect((await chain.catalog.events(lost.reservationId)).map(({ type }) => type)).toEqual([
      ...['StockReserved', 'StockReleased'],
    ]);
  });

  it('a hold of which nobody was told, with an event that begins its stream', async () => {
    const lost = { ...unsold, ...ids() };
    await chain.catalog.steps.reserveStock([{ sagaId: lost.sagaId, input: lost }]);
    await chain.catalog.asOwner('DELETE FROM event WHERE stream_id = $1', [lost.reservationId]);
    expect(await mended()).toMatchObject([{ kind: 'HOLD_WITHOUT_SAGA' }]);
    const { rows } = await sql.catalog(
      'SELECT type, stream_version FROM event WHERE stream_id = $1',
      lost.reservationId,
    );
    expect(rows).toEqual([{ type: 'StockReleased', stream_version: 1 }]);
  });

  it('a hold that outlives its time', async () => {
    const open = await anOpenSaga('PAYMENT_PROCESSING');
    await chain.catalog.steps.reserveStock([{ sagaId: open.sagaId, input: open }]);
    await sql.catalog(
      `UPDATE reservation SET expires_at = now() - interval '1 hour' WHERE id = $1`,
      open.reservationId,
    );
    expect(await mended()).toMatchObject([
      { kind: 'HOLD_OVERDUE', about: { sagaId: open.sagaId, reservationId: open.reservationId } },
    ]);
    await close(open);
  });

  it('a sale that its saga has sold and nobody has confirmed', async () => {
    await sql.sales(`UPDATE sale SET status = 'PENDING', confirmed_at = NULL, version = 2 WHERE id = $1`, sold.saleId);
    await chain.sales.asOwner('DELETE FROM event WHERE stream_id = $1 AND stream_version = 3', [sold.saleId]);
    expect(await mended()).toMatchObject([
      {
        kind: 'SALE_UNLIKE_SAGA',
        about: { saleId: sold.saleId },
        expected: { sale: 'CONFIRMED' },
        found: { sale: 'PENDING' },
      },
    ]);
    expect(await chain.sales.eventTypes(sold)).toEqual(['SaleCreated', 'PaymentCaptured', 'SaleConfirmed']);
  });

  it('money that is kept for a sale that did not come about', async () => {
    const order = { ...unsold, ...ids(), payment: sold.payment };
    await chain.sales.run('openSales', order);
    await chain.sales.run('capturePayment', order);
    await anUnsoldSaga(order);
    expect(await mended()).toMatchObject([
      {
        ...{ kind: 'MONEY_WITHOUT_SALE', about: { saleId: order.saleId, paymentId: order.paymentId } },
        ...{ expected: { providerKeptMinor: 0 }, found: { payment: 'CAPTURED', providerKeptMinor: 200 } },
      },
      { kind: 'SALE_UNLIKE_SAGA', expected: { sale: 'CANCELLED' }, found: { sale: 'PENDING' } },
    ]);
    expect(await chain.sales.ledger(order)).toEqual([200, -200]);
    expect(await chain.sales.eventTypes(order)).toEqual([
      ...['SaleCreated', 'PaymentCaptured', 'PaymentRefunded', 'SaleCancelled'],
    ]);
  });

  it('money that a provider took although it had said no', async () => {
    await sql.sales(
      `WITH lie AS (UPDATE provider.charge SET state = 'CAPTURED', decline_code = NULL WHERE key = $1 RETURNING id, amount_minor)
       INSERT INTO provider.entry (charge_id, kind, amount_minor) SELECT id, 'CAPTURE', amount_minor FROM lie`,
      unsold.paymentId,
    );
    expect(await mended()).toMatchObject([
      {
        kind: 'MONEY_WITHOUT_SALE',
        about: { saleId: unsold.saleId },
        found: { payment: 'DECLINED', providerKeptMinor: 200 },
      },
    ]);
    expect(await chain.sales.ledger(unsold)).toEqual([200, -200]);
    expect(await lastCorrection('sales')).toMatchObject({
      ...{ difference: 'MONEY_WITHOUT_SALE', about: { paymentId: unsold.paymentId } },
      ...{ before: { keptMinor: 200 }, after: { keptMinor: 0 } },
    });
  });

  it('money that a provider took for no payment at all', async () => {
    const { paymentId: key } = ids();
    await sql.sales(A_CHARGE, key);
    expect(await mended()).toMatchObject([
      { kind: 'CHARGE_UNKNOWN', about: { paymentId: key }, expected: { keptMinor: 0 }, found: { keptMinor: 990 } },
    ]);
    expect(await lastCorrection('sales')).toMatchObject({ difference: 'CHARGE_UNKNOWN', after: { keptMinor: 0 } });
  });

  it('a capture that was forgotten here', async () => {
    await sql.sales(`UPDATE payment SET state = 'ASKED', captured_at = NULL WHERE sale_id = $1`, sold.saleId);
    expect(await mended()).toMatchObject([
      {
        kind: 'PAYMENT_UNLIKE_PROVIDER',
        expected: { payment: 'CAPTURED' },
        found: { payment: 'ASKED', providerCapturedMinor: 400 },
      },
    ]);
    expect(await lastCorrection('sales')).toMatchObject({
      before: { payment: 'ASKED' },
      after: { payment: 'CAPTURED' },
    });
  });

  it('refunded sums that no refund paid back', async () => {
    await chain.giveBack(sold, 1);
    await sql.sales('UPDATE sale SET refunded_minor = 399 WHERE id = $1', sold.saleId);
    await sql.sales(`UPDATE payment SET state = 'CAPTURED' WHERE sale_id = $1`, sold.saleId);
    expect(await mended()).toMatchObject([
      {
        kind: 'REFUNDED_SUM',
        ...{ expected: { saleMinor: 100, paymentMinor: 100 }, found: { saleMinor: 399, paymentMinor: 100 } },
      },
    ]);
    expect(await lastCorrection('sales')).toMatchObject({
      before: { saleRefundedMinor: 399 },
      after: { saleRefundedMinor: 100 },
    });
    const { rows } = await sql.sales('SELECT state FROM payment WHERE sale_id = $1', sold.saleId);
    expect(rows).toEqual([{ state: 'PARTIALLY_REFUNDED' }]);
  });

  it('a refund that was paid back and never closed', async () => {
    const refund = await chain.giveBack(sold, 1);
    await sql.sales(
      `UPDATE refund SET status = 'APPROVED', completed_at = NULL, version = version - 1 WHERE id = $1`,
      refund.refundId,
    );
    await chain.sales.asOwner(`DELETE FROM event WHERE stream_id = $1 AND type = 'RefundCompleted'`, [refund.refundId]);
    expect(await mended()).toMatchObject([
      {
        kind: 'REFUND_UNLIKE_SAGA',
        about: { refundId: refund.refundId },
        expected: { refund: 'COMPLETED' },
        found: { refund: 'APPROVED' },
      },
    ]);
  });

  it('a saga that nobody takes up', async () => {
    const open = await anOpenSaga('STOCK_VERIFYING');
    await sql.sagas(`UPDATE saga SET due_at = now() + interval '1 year' WHERE id = $1`, open.sagaId);
    expect(await mended()).toMatchObject([
      {
        kind: 'SAGA_STANDS_STILL',
        about: { sagaId: open.sagaId },
        found: { state: 'STOCK_VERIFYING', due: 'in a long time' },
      },
    ]);
    const { rows } = await sql.sagas(
      'SELECT type FROM event WHERE stream_id = $1 ORDER BY stream_version',
      open.sagaId,
    );
    expect(rows.at(-1)).toEqual({ type: 'SagaResumed' });
    await chain.drain();
    const { rows: after } = await sql.sagas('SELECT state FROM saga WHERE id = $1', open.sagaId);
    expect(after).toEqual([{ state: 'SALE_CONFIRMED' }]);
  });
});
