import type { ComplaintEventData, EventEnvelope, SalesEventData } from '@comptoir/contracts';
import type { Kind } from './kinds.ts';

/** What a template names, before it is written as a language does. */
export type Fact = string | number | { minor: number; currency: string };

/** What one person is to be told of one event. Names of people are left out: whoever reads it knows their own. */
export type Message = {
  eventId: string;
  userId: string;
  /** The sale, refund, complaint, account or shelf that it is about. */
  matterId: string;
  correlationId: string;
  traceparent?: string;
  /** When that happened which it tells of. */
  occurredAt: string;
  kind: Kind;
  facts: Record<string, Fact>;
  /** Path in the web app. */
  link: string;
};

type Words = Pick<Message, 'kind' | 'facts' | 'link'> & { userId: string | undefined };

const order = (saleId: string): string => `/orders/${saleId}`;
const complaint = (complaintId: string): string => `/complaints/${complaintId}`;

function ofSale(kind: Kind) {
  return ({ streamId, data }: EventEnvelope): Words[] => {
    const { userId, number, totalMinor, currency } = data as SalesEventData<'SaleConfirmed'>;
    return [{ userId, kind, facts: { number, amount: { minor: totalMinor, currency } }, link: order(streamId) }];
  };
}

function ofRefund(kind: Kind) {
  return ({ data }: EventEnvelope): Words[] => {
    const { userId, saleId, amountMinor, currency } = data as SalesEventData<'RefundCompleted'>;
    return [{ userId, kind, facts: { amount: { minor: amountMinor, currency } }, link: order(saleId) }];
  };
}

const toCustomer =
  (kind: Kind) =>
  ({ streamId, data }: EventEnvelope): Words[] => {
    const { number, customerId } = data as ComplaintEventData<'ComplaintResolutionCompleted'>;
    return [{ userId: customerId, kind, facts: { number }, link: complaint(streamId) }];
  };

/** What people are told, by type of event. */
const WORDS: Record<string, (event: EventEnvelope) => Words[]> = {
  UserRegistered: ({ streamId }) => [{ userId: streamId, kind: 'welcome', facts: {}, link: '/products' }],
  SaleConfirmed: ofSale('order-confirmed'),
  SaleCancelled: ofSale('order-cancelled'),
  PaymentDeclined: ({ streamId, metadata }) => [
    { userId: metadata.userId, kind: 'payment-failed', facts: {}, link: order(streamId) },
  ],
  RefundCompleted: ofRefund('refund-completed'),
  RefundRejected: ofRefund('refund-rejected'),
  RefundFailed: ofRefund('refund-failed'),
  ComplaintFiled: toCustomer('complaint-filed'),
  /** Who takes a complaint themselves knows it. */
  ComplaintAssigned(event) {
    const { number, assigneeId, assignedBy } = event.data as ComplaintEventData<'ComplaintAssigned'>;
    const told = toCustomer('complaint-assigned')(event);
    if (assigneeId === assignedBy) return told;
    return [
      ...told,
      { userId: assigneeId, kind: 'complaint-assigned-to-you', facts: { number }, link: complaint(event.streamId) },
    ];
  },
  /** Where money or goods follow, it is told once they have. */
  ComplaintResolved: (event) =>
    (event.data as ComplaintEventData<'ComplaintResolved'>).outcome === 'DONE'
      ? toCustomer('complaint-resolved')(event)
      : [],
  ComplaintResolutionCompleted: toCustomer('complaint-resolved'),
  ComplaintClosed: toCustomer('complaint-closed'),
};

/** The messages that an event asks for by itself; none for one that nobody is told of. The demo chain's past is told to nobody. */
export function messagesOf(event: EventEnvelope): Message[] {
  if (event.metadata.source === 'seed') return [];
  const words = WORDS[event.type]?.(event) ?? [];
  return words.flatMap(({ userId, ...rest }) => (userId ? [{ ...rest, userId, ...origin(event) }] : []));
}

/** No e-mail comes by itself of what is longer ago. */
const NEWS_MS = 7 * 86_400_000;

/**
 * Whether something is still worth an e-mail. An event may come late: set aside and replayed, behind a consumer that stood still, or
 * with the history of a source that is new or was restored. It always comes into the inbox.
 */
export const isNews = ({ occurredAt }: Pick<Message, 'occurredAt'>, now: number): boolean =>
  Date.parse(occurredAt) > now - NEWS_MS;

/** What a message keeps of the event that it tells of. */
export const origin = ({ eventId, streamId, occurredAt, metadata: { correlationId, traceparent } }: EventEnvelope) => ({
  ...{ eventId, matterId: streamId, correlationId, occurredAt },
  ...(traceparent && { traceparent }),
});
