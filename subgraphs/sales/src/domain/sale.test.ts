import { describe, expect, it } from '@jest/globals';
import { saleStream } from '@comptoir/contracts';
import { saleOf } from './sale.ts';

const at = (second: number) => `2026-03-01T12:00:0${second}.000Z`;
const facts = { number: 7, userId: 'u', storeId: 's', totalMinor: 1_000, currency: 'CAD' };
const payment = { paymentId: 'p', method: 'CARD' as const };
const money = { ...payment, amountMinor: 1_000, currency: 'CAD' };

const created: saleStream.SaleStreamEvent = {
  type: 'SaleCreated',
  data: {
    ...{ ...facts, sagaId: 'g', kind: 'SALE', payment, createdAt: at(0) },
    lines: [{ lineId: 'l', productId: 'x', productName: 'Lamp', quantity: 2, unitPriceMinor: 500 }],
  },
};
const captured: saleStream.SaleStreamEvent = { type: 'PaymentCaptured', data: { ...money, capturedAt: at(1) } };
const cancelled: saleStream.SaleStreamEvent = { type: 'SaleCancelled', data: { ...facts, cancelledAt: at(3) } };

const fold = (...events: saleStream.SaleStreamEvent[]) => events.reduce(saleStream.apply, saleStream.initial);

describe('the stream of a sale', () => {
  it('adds up to a sale that was sold', () => {
    const sale = fold(created, captured, { type: 'SaleConfirmed', data: { ...facts, confirmedAt: at(2) } });
    expect(sale && saleOf('id', sale)).toEqual({
      ...{ id: 'id', ...facts, sagaId: 'g', kind: 'SALE', status: 'CONFIRMED', refundedMinor: 0, version: 3 },
      payment: { id: 'p', method: 'CARD', state: 'CAPTURED', declineCode: null, capturedAt: at(1) },
      ...{ createdAt: at(0), updatedAt: at(2), confirmedAt: at(2), cancelledAt: null, refundedAt: null },
    });
  });

  it('adds up to a sale that was undone, however its payment ended', () => {
    const declined = {
      type: 'PaymentDeclined',
      data: { ...payment, code: 'CARD_DECLINED', message: 'No.', declinedAt: at(1) },
    } as const;
    const voided = { type: 'PaymentVoided', data: { ...payment, voidedAt: at(1) } } as const;
    const refunded = { type: 'PaymentRefunded', data: { ...money, refundId: null, refundedAt: at(2) } } as const;
    const states = [[declined], [voided], [captured, refunded], []].map(
      (events) => fold(created, ...events, cancelled)?.payment.state,
    );
    expect(states).toEqual(['DECLINED', 'VOIDED', 'REFUNDED', 'VOIDED']);
    expect(fold(created, declined, cancelled)).toMatchObject({
      status: 'CANCELLED',
      version: 3,
      cancelledAt: at(3),
      payment: { declineCode: 'CARD_DECLINED' },
    });
  });

  it('adds up to a sale that gave back, unit by unit: all of it is back when every unit is, whatever it cost', () => {
    const back = (second: number, amountMinor: number, lines: { lineId: string; quantity: number }[]) =>
      ({
        type: 'PaymentRefunded',
        data: { ...money, amountMinor, refundId: 'r', lines, refundedAt: at(second) },
      }) as const;
    const lines = [
      { lineId: 'l', productId: 'x', productName: 'Lamp', quantity: 2, unitPriceMinor: 500 },
      { lineId: 'g', productId: 'y', productName: 'Gift', quantity: 1, unitPriceMinor: 0 },
    ];
    const sold = [
      { ...created, data: { ...created.data, lines } } as typeof created,
      captured,
      { type: 'SaleConfirmed', data: { ...facts, confirmedAt: at(2) } } as const,
    ];
    const one = back(3, 500, [{ lineId: 'l', quantity: 1 }]);
    const paid = back(4, 500, [{ lineId: 'l', quantity: 1 }]);
    expect(fold(...sold, one)).toMatchObject({
      ...{ status: 'PARTIALLY_REFUNDED', refundedMinor: 500, refundedAt: at(3), updatedAt: at(3), version: 4 },
      payment: { state: 'PARTIALLY_REFUNDED' },
      lines: [{ refundedQuantity: 1 }, { refundedQuantity: 0 }],
    });
    expect(fold(...sold, one, paid)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refundedMinor: 1_000 });
    expect(fold(...sold, one, paid, back(5, 0, [{ lineId: 'g', quantity: 1 }]))).toMatchObject({
      ...{ status: 'REFUNDED', payment: { state: 'REFUNDED' }, refundedMinor: 1_000, version: 6 },
    });
  });

  it('is nothing before the sale was created', () => {
    expect(fold(captured, cancelled)).toBeNull();
  });
});
