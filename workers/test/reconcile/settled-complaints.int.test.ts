import { describe, expect, it } from '@jest/globals';
import type { ResolutionOrder, SaleOrder } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { chain, keepShop, shelf, sold, sql, told } from './shop.ts';

keepShop();

describe('what complaints were settled by', () => {
  const old = Date.now() - 50 * 3_600_000;
  const sinceMs = 25 * 3_600_000;

  /** A credit for units of a sale. */
  async function credited(order: SaleOrder, quantity: number, settlementId = uuidv7()): Promise<ResolutionOrder> {
    const [line] = order.lines;
    const { userId, saleId, storeId } = order;
    const resolution: ResolutionOrder = {
      ...{ sagaId: uuidv7(), complaintId: uuidv7(), settlementId, resolvedBy: userId, resolution: 'STORE_CREDIT' },
      lines: [{ saleLineId: line?.lineId ?? '', quantity }],
      ...{ userId, saleId, storeId, correlationId: uuidv7(), traceparent: null },
    };
    for (const step of ['reserveSettlement', 'settleComplaint'] as const) {
      const answers = await chain.sales.worker.steps[step]([{ sagaId: resolution.sagaId, input: resolution }]);
      expect(answers.get(resolution.sagaId)).toMatchObject({ outcome: 'done' });
    }
    return resolution;
  }
  const settle = (more: number) =>
    sql.sales(
      'UPDATE sale_line SET settled_quantity = settled_quantity + $2 WHERE sale_id = $1 AND position = 0',
      sold.saleId,
      more,
    );

  it('units are settled that no settlement keeps, and kept that no line says', async () => {
    await settle(1);
    const found = async () =>
      told(await chain.compare({ sinceMs })).map(({ kind, about, expected, found: is }) => [kind, about, expected, is]);
    const unlike = (kept: number, settled: number) => [
      ...['LINE_UNLIKE_SETTLEMENTS', { saleId: sold.saleId, position: '0' }],
      ...[{ unitsSettled: kept }, { unitsSettled: settled }],
    ];
    expect(await found()).toEqual([unlike(0, 1)]);
    await settle(-1);
    await credited(sold, 2);
    expect(await found()).toEqual([]);
    await settle(-2);
    expect(await found()).toEqual([unlike(2, 0)]);
    await settle(2);
    expect(told(await chain.compare())).toEqual([]);
  });

  it('of an old settlement whose saga ended a moment ago, credit and units are compared', async () => {
    const { settlementId } = await credited(sold, 1, uuidv7(old));
    const saga: SaleOrder = {
      ...sold,
      sagaId: uuidv7(old),
      saleId: uuidv7(),
      reservationId: uuidv7(),
      paymentId: uuidv7(),
    };
    await chain.begin([saga]);
    const kindsFound = async () => (await chain.compare({ sinceMs })).findings.map(({ kind }) => kind).sort();
    await sql.sagas(
      `UPDATE saga SET type = 'COMPLAINT_RESOLUTION', state = 'RESOLUTION_COMPLETED', done = true, completed_at = now(),
         input = input || jsonb_build_object('settlementId', $2::text) WHERE id = $1`,
      ...[saga.sagaId, settlementId],
    );
    // A sale of now has its lines compared all the same; one of then would not.
    const age = (from: string, to: string) =>
      sql.sales(`UPDATE settlement SET sale_id = $2 WHERE id = $3 AND sale_id = $1`, from, to, settlementId);
    expect(await kindsFound()).toEqual([]);
    await age(sold.saleId, uuidv7(old));
    await sql.sales('UPDATE store_credit SET remaining_minor = remaining_minor - 7 WHERE id = $1', settlementId);
    expect(await kindsFound()).toEqual(['CREDIT_UNLIKE_ENTRIES', 'LINE_UNLIKE_SETTLEMENTS', 'LINE_UNLIKE_SETTLEMENTS']);
    await sql.sales('UPDATE store_credit SET remaining_minor = remaining_minor + 7 WHERE id = $1', settlementId);
    await sql.sales('UPDATE settlement SET sale_id = $2 WHERE id = $1', settlementId, sold.saleId);
    expect(told(await chain.compare())).toEqual([]);
  });

  it('of a credit is left what did not move, also of an old one that was spent or got something back a moment ago', async () => {
    const fresh = await credited(sold, 1);
    const [first, second] = [await credited(sold, 1, uuidv7(old)), await credited(sold, 1, uuidv7(old))];
    const lie = (minor: number, ...of: ResolutionOrder[]) =>
      sql.sales(
        'UPDATE store_credit SET remaining_minor = remaining_minor + $2 WHERE id = ANY($1)',
        of.map(({ settlementId }) => settlementId),
        minor,
      );
    const found = async (options: { sinceMs?: number }) =>
      (await chain.compare(options)).findings.map(({ kind, about }) => `${kind} ${about.creditId}`).sort();
    const unlike = (...of: ResolutionOrder[]) =>
      of.map(({ settlementId }) => `CREDIT_UNLIKE_ENTRIES ${settlementId}`).sort();
    await lie(-7, fresh, first, second);
    expect(await found({})).toEqual(unlike(fresh, first, second));
    expect(await found({ sinceMs })).toEqual(unlike(fresh));
    await lie(7, fresh, first, second);

    // What expires first pays first: the first credit for a sale of now, the second for an old one.
    const earlier = `UPDATE store_credit SET expires_at = expires_at - $2::int * interval '1 h' WHERE id = $1`;
    await sql.sales(earlier, first.settlementId, 50);
    await sql.sales(earlier, second.settlementId, 40);
    const [line] = sold.lines;
    const spending = (more: Partial<SaleOrder> = {}): SaleOrder => ({
      ...chain.anOrder(shelf.storeId, [[line?.productId ?? '', 1]]),
      ...{ userId: sold.userId, payment: { method: 'STORE_CREDIT', token: null } },
      ...more,
    });
    const aged = { sagaId: uuidv7(old), saleId: uuidv7(old), reservationId: uuidv7(old), paymentId: uuidv7(old) };
    const [young, elder] = [spending(), spending(aged)];
    await chain.buy([young]);
    await chain.buy([elder]);
    expect(told(await chain.compare())).toEqual([]);
    await lie(7, first, second);
    expect(await found({ sinceMs })).toEqual(unlike(first));
    await lie(-7, first, second);

    await chain.giveBack(elder, 1);
    await lie(-7, second);
    expect(await found({ sinceMs })).toEqual(unlike(second));
    await lie(7, second);
    expect(told(await chain.compare())).toEqual([]);
  });
});
