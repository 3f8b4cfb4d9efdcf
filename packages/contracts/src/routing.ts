import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import { complaintEvents } from './events/complaints.ts';

/** A reader of events with a queue of its own. */
export type Consumer = {
  name: string;
  context: ContextName;
  /** Queues among which its events are spread by stream, each read in order; one unless said. */
  lanes?: number;
  /** Is given events as they were written; all others are given old ones in the current version of their type. */
  asWritten?: true;
};

/**
 * Which consumer reads which events of which contexts: the one place that says so. `'all'` or a list of event types.
 */
export const ROUTES: readonly {
  consumer: Consumer;
  sources: readonly ContextName[];
  types: 'all' | readonly string[];
}[] = [
  {
    consumer: { name: 'audit', context: 'audit', asWritten: true },
    sources: CONTEXT_NAMES,
    types: 'all',
  },
  {
    consumer: { name: 'sagas', context: 'sagas' },
    sources: ['sales', 'complaints'],
    types: ['RefundApproved', 'ReplacementOrdered', 'ComplaintResolved'],
  },
  {
    consumer: { name: 'notifications', context: 'notifications' },
    sources: ['users', 'catalog', 'sales', 'complaints'],
    types: [
      ...['UserRegistered', 'UserErased', 'StockSold', 'StockAdjusted'],
      ...['SaleConfirmed', 'SaleCancelled', 'PaymentDeclined', 'RefundCompleted', 'RefundRejected', 'RefundFailed'],
      ...[
        'ComplaintFiled',
        'ComplaintAssigned',
        'ComplaintResolved',
        'ComplaintResolutionCompleted',
        'ComplaintClosed',
      ],
    ],
  },
  {
    consumer: { name: 'sales-figures', context: 'sales' },
    sources: ['sales'],
    types: ['SaleConfirmed', 'SaleCancelled', 'PaymentRefunded'],
  },
  {
    consumer: { name: 'sales-erasure', context: 'sales' },
    sources: ['users'],
    types: ['UserErased'],
  },
  {
    consumer: { name: 'complaints', context: 'complaints' },
    sources: ['complaints'],
    types: Object.keys(complaintEvents),
  },
  {
    consumer: { name: 'complaints-erasure', context: 'complaints' },
    sources: ['users'],
    types: ['UserErased'],
  },
];

/** The consumers that read events of this context. */
export function consumersOf(source: ContextName): (typeof ROUTES)[number][] {
  return ROUTES.filter((route) => route.sources.includes(source));
}
