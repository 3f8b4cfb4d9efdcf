import type { EventEnvelope, SalesEventData, SalesEventType } from '@comptoir/contracts';

export type NotificationType =
  | 'WELCOME'
  | 'SALE_CONFIRMED'
  | 'SALE_CANCELLED'
  | 'REFUND_COMPLETED'
  | 'REFUND_REJECTED'
  | 'COMPLAINT_UPDATED'
  | 'LOW_STOCK';

/** What one person is told of one event. Names are left out: whoever reads it knows their own. */
export type Message = {
  eventId: string;
  userId: string;
  /** The sale or account that it is about. */
  matterId: string;
  type: NotificationType;
  title: string;
  body: string;
  /** Path in the web app. */
  link: string | null;
};

type Words = { userId: string | undefined; type: NotificationType; title: string; body: string; link: string };

function amount(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-CA', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const data = <T extends SalesEventType>(event: EventEnvelope): SalesEventData<T> => event.data as SalesEventData<T>;

/** What people are told, by type of event. */
const WORDS: Record<string, (event: EventEnvelope) => Words> = {
  UserRegistered: ({ streamId }) => ({
    ...{ userId: streamId, type: 'WELCOME', link: '/products' },
    title: 'Welcome',
    body: 'Your account is open. Orders, refunds and answers to complaints are announced here.',
  }),
  SaleConfirmed(event) {
    const { userId, number, totalMinor, currency } = data<'SaleConfirmed'>(event);
    return {
      ...{ userId, type: 'SALE_CONFIRMED', link: `/orders/${event.streamId}` },
      title: `Order ${number} is confirmed`,
      body: `${amount(totalMinor, currency)} was paid. Thank you for your order.`,
    };
  },
  SaleCancelled(event) {
    const { userId, number } = data<'SaleCancelled'>(event);
    return {
      ...{ userId, type: 'SALE_CANCELLED', link: `/orders/${event.streamId}` },
      title: `Order ${number} did not come about`,
      body: 'Nothing of your payment was kept. The order says why.',
    };
  },
  PaymentDeclined: (event) => ({
    ...{ userId: event.metadata.userId, type: 'SALE_CANCELLED', link: `/orders/${event.streamId}` },
    title: 'Your payment was declined',
    body: `${data<'PaymentDeclined'>(event).message} Nothing was taken, and the order is cancelled.`,
  }),
};

/** The message that an event asks for; null for one that nobody is told of. The demo chain's past is told to nobody. */
export function messageOf(event: EventEnvelope): Message | null {
  if (event.metadata.source === 'seed') return null;
  const words = WORDS[event.type]?.(event);
  if (!words?.userId) return null;
  return { ...words, userId: words.userId, eventId: event.eventId, matterId: event.streamId };
}
