import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { EventEnvelope, SaleOrder } from '@comptoir/contracts';
import { inTransaction } from '@comptoir/database';
import { beginRebuild, carryOnRebuild, catchUp } from '@comptoir/messaging';
import { salesFigures } from '../src/projections/sales-figures.ts';
import { sameAsAScan } from './figures-scan.ts';
import { anOrder, startSales, type TestSales } from './harness.ts';
import { refundsOf, twoLines } from './refunds.ts';

let system: TestSales;
beforeEach(async () => {
  system = await startSales();
}, 60_000);
afterEach(() => system.dispose());

const midnight = new Date(new Date().toISOString().slice(0, 10)).getTime();
const [LATE, EARLY] = [new Date(midnight - 1), new Date(midnight)];
const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const MOMENTS = {
  SaleConfirmed: ['confirmedAt', 'sale', 'confirmed_at'],
  SaleCancelled: ['cancelledAt', 'sale', 'cancelled_at'],
  PaymentRefunded: ['refundedAt', 'refund', 'completed_at'],
} as const;

/** Moves what happened to a sale to another moment, in its event and in the books. */
async function moved(type: keyof typeof MOMENTS, saleId: string, id: string, at: Date): Promise<void> {
  const [field, table, column] = MOMENTS[type];
  await system.asOwner(
    `UPDATE event SET data = jsonb_set(data, ARRAY[$3], to_jsonb($4::text)) WHERE stream_id = $1 AND type = $2`,
    [saleId, type, field, at.toISOString()],
  );
  await system.pool.query(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [id, at]);
}

async function cancel(order: SaleOrder): Promise<void> {
  for (const step of ['openSales', 'capturePayment', 'refundPayment', 'cancelSale'] as const)
    await system.run(step, order);
}

const giveBack = (order: SaleOrder, quantity: number) =>
  refundsOf(system).refunded(order, { lines: [{ saleLineId: order.lines[0]?.lineId ?? '', quantity }] });

/** Sales, a refund and a cancellation of one store, on both sides of a midnight. */
async function aNight(): Promise<string> {
  const storeId = randomUUID();
  const [late, early] = [anOrder({ storeId }), anOrder({ storeId })];
  const [returned, undone] = [twoLines({ storeId }), anOrder({ storeId })];
  await refundsOf(system).sold(late, early, returned);
  const { refundId } = await giveBack(returned, 2);
  await cancel(undone);
  for (const { saleId } of [late, returned]) await moved('SaleConfirmed', saleId, saleId, LATE);
  await moved('SaleConfirmed', early.saleId, early.saleId, EARLY);
  await moved('PaymentRefunded', returned.saleId, refundId, EARLY);
  await moved('SaleCancelled', undone.saleId, undone.saleId, LATE);
  return storeId;
}

const COUNTED = `
  SELECT position, stream_id AS "streamId", stream_version AS "streamVersion", type, schema_version AS "schemaVersion", data, metadata
  FROM event WHERE type = ANY ($1) ORDER BY position`;
const events = async (): Promise<EventEnvelope[]> =>
  (await system.pool.query<EventEnvelope>(COUNTED, [Object.keys(MOMENTS)])).rows;

describe('the figures of a day', () => {
  it('hold what happened before midnight and not what happened after it, also when they are built anew', async () => {
    const storeId = await aNight();
    const days = async () =>
      (
        await system.pool.query(
          'SELECT day::text, sales, refunds, cancellations FROM store_day WHERE store_id = $1 ORDER BY day',
          [storeId],
        )
      ).rows;
    const expected = [
      { day: dayOf(LATE), sales: 2, refunds: 0, cancellations: 1 },
      { day: dayOf(EARLY), sales: 1, refunds: 1, cancellations: 0 },
    ];
    await catchUp(system.pool, salesFigures);
    expect(await days()).toEqual(expected);
    await sameAsAScan(system);
    await beginRebuild(system.pool, salesFigures, null);
    expect(await carryOnRebuild(system.pool, salesFigures, 30_000)).toMatchObject({ error: null });
    expect(await days()).toEqual(expected);
    await sameAsAScan(system);
  });

  it('count each event once, however many feed them at once and however often', async () => {
    for (let night = 0; night < 3; night += 1) {
      await aNight();
      await Promise.all([1, 2, 3].map(() => catchUp(system.pool, salesFigures)));
    }
    await catchUp(system.pool, salesFigures);
    await sameAsAScan(system);
  });

  it('are the same in whatever order streams come', async () => {
    for (let night = 0; night < 3; night += 1) await aNight();
    const all = await events();
    expect(all.length).toBeGreaterThan(10);
    const streams = [...new Set(all.map(({ streamId }) => streamId))].sort().reverse();
    const mixed = streams.flatMap((id) => all.filter(({ streamId }) => streamId === id));
    expect(mixed).not.toEqual(all);
    for (let at = 0; at < mixed.length; at += 4)
      await inTransaction(system.pool, (client) => salesFigures.apply(client, mixed.slice(at, at + 4), (view) => view));
    await sameAsAScan(system);
  });

  it('go on where they were when whoever feeds them dies in the middle of a batch', async () => {
    await aNight();
    await catchUp(system.pool, salesFigures);
    await aNight();
    const all = await events();
    const dying = inTransaction(system.pool, async (client) => {
      await salesFigures.apply(client, all, (view) => view);
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(dying).rejects.toThrow();
    await catchUp(system.pool, salesFigures);
    await sameAsAScan(system);
  });
});
