import { describe, expect, it } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { chain, close, keepShop, shelf, sold, sql, told } from './shop.ts';

keepShop();

describe('books that agree', () => {
  it('of sales on every road, refunds and what is under way have no differences', async () => {
    const {
      storeId,
      productIds: [tea = '', pot = ''],
    } = shelf;
    const order = (simulate: SaleOrder['simulate'], token = 'tok_approved'): SaleOrder => ({
      ...chain.anOrder(
        storeId,
        [
          [tea, 1],
          [pot, 2],
          [tea, 1],
        ],
        simulate,
      ),
      payment: { method: 'CARD', token },
    });
    await chain.buy([
      ...[order(null), order(null, 'tok_flaky'), order(null, 'tok_insufficient_funds')],
      ...[order('FAIL_VERIFICATION'), order('FAIL_RESERVATION'), order('FAIL_CONFIRMATION')],
    ]);
    await chain.giveBack(sold, 2);
    await chain.begin([order(null, 'tok_timeout')]);
    await chain.drain();
    const report = await chain.compare();
    expect(told(report)).toEqual([]);
    expect(report.compared.orders).toBeGreaterThanOrEqual(9);
    expect(report.compared).toMatchObject({ refunds: 1, shelves: 'all', charges: 'all' });
    expect(report.failed).toEqual([]);
  });
});

describe('a window', () => {
  const HOUR_MS = 3_600_000;
  const sinceMs = 25 * HOUR_MS;

  it('looks at what began or ended in it, at what is open however old it is, and at old sales whose refund is new', async () => {
    const old = (): SaleOrder => {
      const at = Date.now() - 2 * sinceMs;
      return { ...sold, sagaId: uuidv7(at), saleId: uuidv7(at), reservationId: uuidv7(at), paymentId: uuidv7(at) };
    };
    const [ended, stuck, refunded] = [old(), old(), old()];
    await chain.buy([ended, refunded]);
    for (const { sagaId } of [ended, refunded])
      await sql.sagas(`UPDATE saga SET completed_at = completed_at - interval '49 h' WHERE id = $1`, sagaId);
    await chain.giveBack(refunded, 1);
    await chain.begin([stuck]);
    await sql.sagas(`UPDATE saga SET due_at = now() + interval '1 year' WHERE id = $1`, stuck.sagaId);
    const tamper = (more: number) =>
      sql.sales(
        'UPDATE payment SET amount_minor = amount_minor + $2 WHERE sale_id = ANY($1)',
        [ended.saleId, refunded.saleId],
        more,
      );
    await tamper(1);
    const foundIn = async (options: { sinceMs?: number }) =>
      (await chain.compare(options)).findings.map(({ kind, about }) => `${kind} ${about.sagaId}`).sort();
    const inWindow = [`SAGA_STANDS_STILL ${stuck.sagaId}`, `PAYMENT_UNLIKE_SALE ${refunded.sagaId}`];
    expect(await foundIn({ sinceMs })).toEqual([...inWindow].sort());
    expect(await foundIn({})).toEqual([...inWindow, `PAYMENT_UNLIKE_SALE ${ended.sagaId}`].sort());
    await tamper(-1);
    await close(stuck);
    expect(told(await chain.compare())).toEqual([]);
  });
});

describe('while the system runs', () => {
  it('nothing is found in sales and refunds that are under way, look after look', async () => {
    const {
      storeId,
      productIds: [tea = '', pot = ''],
    } = shelf;
    let buying = true;
    async function trade(): Promise<void> {
      for (let n = 0; n < 12; n++) {
        const orders = Array.from({ length: 12 }, (_, i): SaleOrder => ({
          ...chain.anOrder(
            storeId,
            [
              [i % 2 ? tea : pot, 1],
              [tea, 1],
            ],
            i % 5 === 0 ? 'FAIL_CONFIRMATION' : null,
          ),
          payment: { method: 'CARD', token: i % 4 === 0 ? 'tok_declined' : 'tok_approved' },
        }));
        await chain.buy(orders);
        if (orders[1]) await chain.giveBack(orders[1], 1);
      }
      buying = false;
    }
    const trading = trade();
    let looks = 0;
    try {
      for (; buying; looks++) expect(told(await chain.compare())).toEqual([]);
    } finally {
      await trading;
    }
    expect(looks).toBeGreaterThan(3);
    expect(told(await chain.compare())).toEqual([]);
  });
});
