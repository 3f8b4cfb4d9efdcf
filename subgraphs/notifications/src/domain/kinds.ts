/** What a notification tells, as the graph says it and as people choose by. */
export const NOTIFICATION_TYPES = [
  'WELCOME',
  'SALE_CONFIRMED',
  'SALE_CANCELLED',
  'REFUND_COMPLETED',
  'REFUND_REJECTED',
  'COMPLAINT_UPDATED',
  'LOW_STOCK',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

export const LANGUAGES = ['EN', 'FR'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each kind of message: its type, and what its template may name. A kind has a file of its name in every language's folder. */
export const KINDS = {
  welcome: { type: 'WELCOME', names: [] },
  'order-confirmed': { type: 'SALE_CONFIRMED', names: ['number', 'amount'] },
  'order-cancelled': { type: 'SALE_CANCELLED', names: ['number'] },
  'payment-failed': { type: 'SALE_CANCELLED', names: [] },
  'refund-completed': { type: 'REFUND_COMPLETED', names: ['amount'] },
  'refund-rejected': { type: 'REFUND_REJECTED', names: ['amount'] },
  'refund-failed': { type: 'REFUND_REJECTED', names: ['amount'] },
  'complaint-filed': { type: 'COMPLAINT_UPDATED', names: ['number'] },
  'complaint-assigned': { type: 'COMPLAINT_UPDATED', names: ['number'] },
  'complaint-assigned-to-you': { type: 'COMPLAINT_UPDATED', names: ['number'] },
  'complaint-resolved': { type: 'COMPLAINT_UPDATED', names: ['number'] },
  'complaint-closed': { type: 'COMPLAINT_UPDATED', names: ['number'] },
  'low-stock': { type: 'LOW_STOCK', names: ['store', 'products'] },
} as const satisfies Record<string, { type: NotificationType; names: readonly string[] }>;
export type Kind = keyof typeof KINDS;
