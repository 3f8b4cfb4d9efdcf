import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { A_CHARGE, anOpenSaga, chain, close, ids, keepShop, kinds, shelf, sold, sql, told } from './shop.ts';

keepShop();

describe('no money moves', () => {
  it('of a good sale whose saga says otherwise: a person decides', async () => {
    await sql.sagas(`UPDATE saga SET state = 'COMPENSATED' WHERE id = $1`, sold.sagaId);
    const { findings } = await chain.compare({ repair: true });
    expect(findings.map(({ kind, outcome, about }) => [kind, outcome, about.saleId])).toEqual(
      ['MONEY_WITHOUT_SALE', 'SALE_UNLIKE_SAGA', 'GOODS_WITHOUT_SALE'].map((kind) => [kind, 'left', sold.saleId]),
    );
    expect(await chain.sales.ledger(sold)).toEqual([sold.totalMinor]);
    await sql.sagas(`UPDATE saga SET state = 'SALE_CONFIRMED' WHERE id = $1`, sold.sagaId);
    expect(told(await chain.compare())).toEqual([]);
  });

  it('of a sale whose goods are sold, whose saga is lost, and which nobody has confirmed', async () => {
    const { rows } = await sql.sagas('DELETE FROM saga WHERE id = $1 RETURNING to_jsonb(saga) AS row', sold.sagaId);
    await sql.sales(`UPDATE sale SET status = 'PENDING', confirmed_at = NULL WHERE id = $1`, sold.saleId);
    const { findings } = await chain.compare({ repair: true });
    expect(findings.map(({ kind, outcome, about }) => [kind, outcome, about.saleId])).toEqual(
      ['MONEY_WITHOUT_SALE', 'SALE_WITHOUT_SAGA'].map((kind) => [kind, 'left', sold.saleId]),
    );
    expect(await chain.sales.ledger(sold)).toEqual([sold.totalMinor]);
    await sql.sales(`UPDATE sale SET status = 'CONFIRMED', confirmed_at = now() WHERE id = $1`, sold.saleId);
    await sql.sagas(
      'INSERT INTO saga OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(NULL::saga, $1)).*',
      rows[0].row,
    );
    expect(told(await chain.compare())).toEqual([]);
  });

  it('of a payment whose sale is just older than what is looked at', async () => {
    const [older = '', younger = ''] = [uuidv7(), uuidv7()].sort();
    const order = { ...sold, ...ids(), saleId: older, paymentId: younger };
    await chain.buy([order]);
    expect(await chain.books.sales.strayCharges(older, 0)).toEqual([]);
    const money = { key: younger, method: 'CARD' as const, amountMinor: order.totalMinor, currency: 'CAD' };
    await expect(chain.books.sales.returnMoney(money)).rejects.toThrow(older);
    await expect(chain.books.sales.returnMoney({ ...money, saleId: older })).rejects.toThrow('CONFIRMED');
    expect(await chain.sales.ledger(order)).toEqual([order.totalMinor]);
  });
});

it('a saga that waits for a person, or has ended meanwhile, is not set going', async () => {
  const open = await anOpenSaga('STOCK_VERIFYING');
  await sql.sagas(`UPDATE saga SET parked = true, parked_reason = 'Look at it.' WHERE id = $1`, open.sagaId);
  await chain.books.sagas.wake(open.sagaId, 0);
  await chain.books.sagas.wake(sold.sagaId, 0);
  const { rows } = await sql.sagas(`SELECT parked FROM saga WHERE id = $1`, open.sagaId);
  expect(rows).toEqual([{ parked: true }]);
  const resumed = await sql.sagas(`SELECT FROM event WHERE type = 'SagaResumed' AND stream_id = ANY($1)`, [
    open.sagaId,
    sold.sagaId,
  ]);
  expect(resumed.rowCount).toBe(0);
  await sql.sagas('UPDATE saga SET parked = false, parked_reason = NULL WHERE id = $1', open.sagaId);
  await close(open);
});

it('a saga that moves again meanwhile keeps its tries', async () => {
  const open = await anOpenSaga('STOCK_VERIFYING');
  await sql.sagas('UPDATE saga SET attempts = 3 WHERE id = $1', open.sagaId);
  await chain.books.sagas.wake(open.sagaId, 60_000);
  const { rows } = await sql.sagas('SELECT attempts FROM saga WHERE id = $1', open.sagaId);
  expect(rows).toEqual([{ attempts: 3 }]);
  await close(open);
});

it('two who mend at the same time mend once', async () => {
  const [storeId, productId = ''] = [shelf.storeId, shelf.productIds[2]];
  const charge = ids().paymentId;
  await sql.catalog('UPDATE stock SET reserved = 7 WHERE product_id = $1', productId);
  await sql.sales(`UPDATE payment SET state = 'ASKED', captured_at = NULL WHERE sale_id = $1`, sold.saleId);
  await sql.sales('UPDATE payment SET refunded_minor = 5 WHERE sale_id = $1', sold.saleId);
  await sql.sales(A_CHARGE, charge);
  const before = [...(await chain.corrections(chain.catalog)), ...(await chain.corrections(chain.sales))].length;
  const both = await Promise.all([chain.compare({ repair: true }), chain.compare({ repair: true })]);
  expect(both.flatMap(kinds).filter((one) => !one.endsWith('repaired'))).toEqual([]);
  expect(told(await chain.compare())).toEqual([]);
  const after = [...(await chain.corrections(chain.catalog)), ...(await chain.corrections(chain.sales))];
  expect(after).toHaveLength(before + 4);
  expect(after).toContainEqual(
    expect.objectContaining({ difference: 'STOCK_RESERVED', about: { storeId, productId } }),
  );
  expect(await chain.sales.ledger({ ...sold, paymentId: charge })).toEqual([990, -990]);
});
