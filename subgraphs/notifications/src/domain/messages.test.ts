import { describe, expect, it } from '@jest/globals';
import type { EventEnvelope, EventMetadata } from '@comptoir/contracts';
import { messageOf } from './messages.ts';

const PERSON = '00000000-0000-7000-8000-000000000001';
const SALE = '00000000-0000-7000-8000-000000000002';

function event(type: string, data: Record<string, unknown>, metadata: Partial<EventMetadata> = {}): EventEnvelope {
  return {
    ...{
      position: 1,
      eventId: '00000000-0000-7000-8000-000000000003',
      version: 1,
      streamId: SALE,
      streamType: 'sale',
      streamVersion: 1,
    },
    ...{ type, data, occurredAt: '2026-03-01T12:00:00.000Z' },
    metadata: { correlationId: '00000000-0000-7000-8000-000000000004', source: 'sales', ...metadata },
  };
}

const sale = { number: 1042, userId: PERSON, storeId: PERSON, totalMinor: 123_450, currency: 'CAD' };

describe('messages', () => {
  it('tell the shopper how an order ended', () => {
    expect(messageOf(event('SaleConfirmed', sale))).toMatchObject({
      ...{ userId: PERSON, matterId: SALE, type: 'SALE_CONFIRMED', link: `/orders/${SALE}` },
      title: 'Order 1042 is confirmed',
      body: expect.stringContaining('$1,234.50'),
    });
    expect(messageOf(event('SaleCancelled', sale))).toMatchObject({
      userId: PERSON,
      type: 'SALE_CANCELLED',
      title: 'Order 1042 did not come about',
    });
  });

  it('write amounts as their currency does', () => {
    const yen = messageOf(event('SaleConfirmed', { ...sale, totalMinor: 1_234, currency: 'JPY' }));
    expect(yen?.body).toContain('1,234 was paid');
  });

  it('tell why a payment was declined to whoever pays, and nobody when that is not known', () => {
    const declined = {
      paymentId: SALE,
      method: 'CARD',
      code: 'CARD_DECLINED',
      message: 'The card was declined.',
      declinedAt: '2026-03-01T12:00:00Z',
    };
    expect(messageOf(event('PaymentDeclined', declined, { userId: PERSON }))).toMatchObject({
      ...{ userId: PERSON, type: 'SALE_CANCELLED', title: 'Your payment was declined' },
      body: 'The card was declined. Nothing was taken, and the order is cancelled.',
    });
    expect(messageOf(event('PaymentDeclined', declined))).toBeNull();
  });

  it('welcome a new account', () => {
    expect(messageOf({ ...event('UserRegistered', {}), streamId: PERSON })).toMatchObject({
      userId: PERSON,
      type: 'WELCOME',
      matterId: PERSON,
    });
  });

  it('are not made of what nobody is told of, nor of the past of the demo chain', () => {
    expect(messageOf(event('SaleCreated', sale))).toBeNull();
    expect(messageOf(event('SaleConfirmed', sale, { source: 'seed' }))).toBeNull();
  });
});
