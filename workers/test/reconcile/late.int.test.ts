import { expect, it } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventually } from '@comptoir/testing';
import { describedRefund } from '../../../subgraphs/sagas/src/domain/sagas/refund.ts';
import { beginSagas } from '../../../subgraphs/sagas/src/infrastructure/begin-sagas.ts';
import { printed } from '../../src/app.ts';
import { chain, close, keepShop, sold, sql } from './shop.ts';

keepShop();

/* What ends long after its ids were drawn is compared by the hourly job when it ends, not only when it began. */

const HOUR_MS = 3_600_000;
const sinceMs = 25 * HOUR_MS;
const longAgo = () => Date.now() - 2 * sinceMs;

/** An order of the day before yesterday. */
function anOldOrder(): SaleOrder {
  const at = longAgo();
  return { ...sold, sagaId: uuidv7(at), saleId: uuidv7(at), reservationId: uuidv7(at), paymentId: uuidv7(at) };
}

const totalOf = ({ lines }: SaleOrder) => lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);

/** What reconciliation says of this sale. */
const found = async ({ saleId }: SaleOrder, options: { sinceMs?: number } = {}) =>
  (await chain.compare(options)).findings.filter(({ about }) => about.saleId === saleId).map(({ kind }) => kind);

/** Whatever the provider said of paying back, its books say that it did not; `undo` makes it true again. */
async function aLieAboutPayingBack({ paymentId }: SaleOrder): Promise<{ undo(): Promise<void> }> {
  const { rows } = await sql.sales(
    `DELETE FROM provider.entry WHERE kind = 'REFUND' AND charge_id = (SELECT id FROM provider.charge WHERE key = $1)
     RETURNING charge_id, amount_minor`,
    paymentId,
  );
  expect(rows).toHaveLength(1);
  const { charge_id, amount_minor } = rows[0] as { charge_id: number; amount_minor: number };
  return {
    undo: async () =>
      void (await sql.sales(
        `INSERT INTO provider.entry (charge_id, kind, amount_minor) VALUES ($1, 'REFUND', $2)`,
        charge_id,
        amount_minor,
      )),
  };
}

it('a refund that was asked for two days ago and approved now', async () => {
  const order = anOldOrder();
  await chain.buy([order]);
  await sql.sagas(`UPDATE saga SET completed_at = completed_at - interval '50 h' WHERE id = $1`, order.sagaId);
  const at = longAgo() + HOUR_MS;
  const refund = { ...chain.aRefundOf(order, 1), refundId: uuidv7(at), sagaId: uuidv7(at) };
  await beginSagas(chain.pool, describedRefund as never, [{ order: refund, idempotencyKey: refund.sagaId }]);
  await chain.openRefund(refund);
  await chain.drain();
  expect(await found(order, { sinceMs })).toEqual([]);
  const lie = await aLieAboutPayingBack(order);
  expect(await found(order, { sinceMs })).toEqual(['PAYMENT_UNLIKE_PROVIDER']);
  await lie.undo();

  // Refund and saga as well: whichever of the two is wrong, its end was a moment ago.
  await sql.sales(
    `UPDATE refund SET status = 'FAILED', completed_at = NULL, payback = 'NONE' WHERE id = $1`,
    refund.refundId,
  );
  expect(await found(order, { sinceMs })).toContain('REFUND_UNLIKE_SAGA');
  await sql.sales(
    `UPDATE refund SET status = 'COMPLETED', completed_at = now(), payback = 'PAID' WHERE id = $1`,
    refund.refundId,
  );
  await sql.sagas(`UPDATE saga SET state = 'GONE' WHERE id = $1`, refund.sagaId);
  expect((await chain.compare({ sinceMs })).findings).toMatchObject([
    { kind: 'SAGA_UNKNOWN', about: { sagaId: refund.sagaId } },
  ]);
  await sql.sagas(`UPDATE saga SET state = 'REFUND_COMPLETED' WHERE id = $1`, refund.sagaId);
  expect((await chain.compare()).findings).toEqual([]);
});

it('a sale that waited two days for a person and was resumed now', async () => {
  const order: SaleOrder = { ...anOldOrder(), simulate: 'FAIL_COMPENSATION' };
  await chain.begin([order]);
  await eventually(
    async () => {
      await chain.drain();
      return (await sql.sagas('SELECT FROM saga WHERE id = $1 AND parked', order.sagaId)).rows.length === 1;
    },
    { within: 20_000, what: 'a saga that waits for a person' },
  );
  // Nobody has decided yet, so it is no difference; and it is named, with what it keeps.
  const meanwhile = await chain.compare();
  expect(meanwhile).toMatchObject({
    findings: [],
    waiting: [{ sagaId: order.sagaId, saleId: order.saleId, state: 'COMPENSATING_PAYMENT', keptMinor: totalOf(order) }],
  });
  expect(printed(meanwhile)).toContain(`The books agree.\n\nWAITING FOR A PERSON: 1 sagas, of which 1 keep`);
  expect(printed(meanwhile)).toContain(`sagaId ${order.sagaId}, saleId ${order.saleId}, keeps ${totalOf(order)} CAD`);
  await sql.sagas(
    `UPDATE saga SET parked = false, parked_reason = NULL, attempts = 0, started_at = now(), step_started_at = now(),
       input = jsonb_set(input, '{simulate}', 'null') WHERE id = $1`,
    order.sagaId,
  );
  await close(order);
  expect((await chain.compare()).waiting).toEqual([]);
  expect(await found(order, { sinceMs })).toEqual([]);
  const lie = await aLieAboutPayingBack(order);
  expect(await found(order, { sinceMs })).toEqual(['MONEY_WITHOUT_SALE']);
  await lie.undo();
  expect((await chain.compare()).findings).toEqual([]);
});

it('of both an index knows, in which nothing is that ended within the hour', async () => {
  const order = anOldOrder();
  await chain.buy([order]);
  const planOf = async (of: 'sagas' | 'sales', statement: string) => {
    const { rows } = await sql[of](`EXPLAIN ${statement}`);
    return rows.map((row) => (row as { 'QUERY PLAN': string })['QUERY PLAN']).join('\n');
  };
  const late = (column: string) =>
    `${column} - uuid_extract_timestamp(id) > interval '1 hour' AND ${column} >= now() - interval '25 h'`;
  expect(await planOf('sagas', `SELECT id FROM saga WHERE ${late('completed_at')}`)).toContain('saga_ended_late');
  expect(await planOf('sales', `SELECT id FROM refund WHERE ${late('updated_at')}`)).toContain('refund_changed_late');
  const { rows } = await sql.sagas(
    `SELECT id FROM saga WHERE completed_at - uuid_extract_timestamp(id) > interval '1 hour'`,
  );
  const ids = rows.map(({ id }) => id as string);
  expect(ids).toContain(order.sagaId);
  expect(ids).not.toContain(sold.sagaId);
});
