import { describe, expect, it } from '@jest/globals';
import { planRefund, wishFaults, type RefundableLine } from './refund.ts';

const line = (
  lineId: string,
  quantity: number,
  refundedQuantity = 0,
  refundPending = 0,
  settledQuantity = 0,
): RefundableLine => ({
  ...{
    lineId,
    productId: `product of ${lineId}`,
    productName: `Name of ${lineId}`,
    quantity,
    unitPriceMinor: 250,
    refundedQuantity,
    refundPending,
    settledQuantity,
  },
});
const wish = (saleLineId: string, quantity: number) => ({ saleLineId, quantity });
const units = (outcome: ReturnType<typeof planRefund>) =>
  outcome.ok ? outcome.value.map(({ saleLineId, quantity }) => `${quantity} of ${saleLineId}`) : outcome.problem;

describe('the lines of a refund', () => {
  const lines = [line('a', 3), line('b', 2, 1), line('c', 4, 1, 3)];

  it('are those that are wished for, in the order of the sale, at its prices', () => {
    const outcome = planRefund('CONFIRMED', lines, [wish('b', 1), wish('a', 2)]);
    expect(outcome).toEqual({
      ok: true,
      value: [
        { saleLineId: 'a', productId: 'product of a', quantity: 2, amountMinor: 500 },
        { saleLineId: 'b', productId: 'product of b', quantity: 1, amountMinor: 250 },
      ],
    });
  });

  it('are all that is left when none is named', () => {
    expect(units(planRefund('PARTIALLY_REFUNDED', lines, []))).toEqual(['3 of a', '1 of b']);
    expect(units(planRefund('CONFIRMED', [line('c', 4, 1, 3)], []))).toEqual({ code: 'NOTHING_TO_REFUND' });
  });

  it('are none that a complaint has settled', () => {
    expect(units(planRefund('CONFIRMED', [line('a', 4, 1, 1, 1)], []))).toEqual(['1 of a']);
    expect(units(planRefund('CONFIRMED', [line('a', 2, 0, 0, 1)], [wish('a', 2)]))).toMatchObject({
      code: 'EXCEEDS_REFUNDABLE',
      lines: [{ requested: 2, refundable: 1 }],
    });
    expect(units(planRefund('CONFIRMED', [line('a', 2, 0, 0, 2)], []))).toEqual({ code: 'NOTHING_TO_REFUND' });
  });

  it('are added up where one is named twice, before they are checked', () => {
    expect(units(planRefund('CONFIRMED', lines, [wish('a', 1), wish('a', 2)]))).toEqual(['3 of a']);
    expect(units(planRefund('CONFIRMED', lines, [wish('a', 2), wish('b', 2), wish('a', 2), wish('c', 1)]))).toEqual({
      code: 'EXCEEDS_REFUNDABLE',
      lines: [
        { saleLineId: 'a', productName: 'Name of a', requested: 4, refundable: 3, held: 0 },
        { saleLineId: 'b', productName: 'Name of b', requested: 2, refundable: 1, held: 0 },
        { saleLineId: 'c', productName: 'Name of c', requested: 1, refundable: 0, held: 3 },
      ],
    });
  });

  it('are of this sale, and of one that was sold', () => {
    expect(units(planRefund('CONFIRMED', lines, [wish('x', 1)]))).toMatchObject({ code: 'NOT_FOUND', id: 'x' });
    const statuses = (['PENDING', 'CANCELLED', 'REFUNDED'] as const).map((status) =>
      units(planRefund(status, lines, [])),
    );
    expect(statuses).toMatchObject([{ status: 'PENDING' }, { status: 'CANCELLED' }, { status: 'REFUNDED' }]);
  });
});

describe('a wish', () => {
  const paths = (...wanted: Parameters<typeof wishFaults>) => wishFaults(...wanted).map(({ path }) => path.join('.'));

  it('is of one unit at least, with a key and a reason that can be kept', () => {
    expect(paths([wish('a', 1)], 'Broken.', 'key')).toEqual([]);
    expect(paths([], null, 'é 🙂')).toEqual([]);
    expect(paths([wish('a', 0), wish('a', 1), wish('a', -1)], null, 'key')).toEqual([
      'lines.0.quantity',
      'lines.2.quantity',
    ]);
    expect(paths([], 'x'.repeat(1_001), '')).toEqual(['reason', 'idempotencyKey']);
    for (const key of ['x'.repeat(201), 'a\u0000b', '\ud800']) expect(paths([], null, key)).toEqual(['idempotencyKey']);
    expect(
      paths(
        Array.from({ length: 201 }, () => wish('a', 1)),
        null,
        'key',
      ),
    ).toEqual(['lines']);
  });
});
