import type {
  ComplaintCategory,
  ComplaintPriority,
  ComplaintResolution,
  ComplaintStatus,
  ComplaintTimelineActor,
  ComplaintTimelineKind,
} from '../../__generated__/operations.ts';
import { keysOf } from '../../shared/one-of.ts';
import type { Tone } from '../../ui/notice.tsx';

type Words = { text: string; tone: Tone };

export const STATUS_WORDS: Record<ComplaintStatus, Words> = {
  OPEN: { text: 'Open', tone: 'low' },
  ASSIGNED: { text: 'Assigned', tone: 'plain' },
  IN_PROGRESS: { text: 'Being worked on', tone: 'plain' },
  RESOLVED: { text: 'Resolved', tone: 'good' },
  CLOSED: { text: 'Closed', tone: 'good' },
};

export const CATEGORY_WORDS: Record<ComplaintCategory, string> = {
  PRODUCT_DEFECT: 'A broken or wrong product',
  SERVICE_ISSUE: 'The service',
  BILLING_DISPUTE: 'A charge',
  DELIVERY_ISSUE: 'The delivery',
  OTHER: 'Something else',
};

export const PRIORITY_WORDS: Record<ComplaintPriority, Words> = {
  LOW: { text: 'Can wait', tone: 'plain' },
  MEDIUM: { text: 'Usual', tone: 'plain' },
  HIGH: { text: 'Urgent', tone: 'low' },
  CRITICAL: { text: 'At once', tone: 'refused' },
};

export const RESOLUTION_WORDS: Record<ComplaintResolution, string> = {
  REFUND: 'Money back',
  REPLACEMENT: 'A replacement',
  STORE_CREDIT: 'Store credit',
  REPAIR: 'Repair',
  EXPLANATION: 'An explanation',
};

export const SATISFACTION_WORDS: Record<number, string> = {
  5: 'Very content',
  4: 'Content',
  3: 'So-so',
  2: 'Not content',
  1: 'Not at all content',
};

/** Why what was promised could not be done, as far as there are words for it. */
const FAILURES: Record<string, string> = {
  CANCELLED: 'It was stopped.',
  EXCEEDS_REFUNDABLE: 'Less of it is left than that.',
  INSUFFICIENT_STOCK: 'It is not in stock.',
  NOTHING_TO_CREDIT: 'Nothing was paid for it.',
  NOTHING_TO_PAY_BACK: 'Nothing was paid for it.',
  NOTHING_TO_REFUND: 'All of it was given back or settled before.',
  REFUND_REJECTED: 'The refund was rejected.',
  REPLACEMENT_CANCELLED: 'The replacement could not be sent.',
  SALE_NOT_REFUNDABLE: 'Nothing of this order can be given back.',
};

/** What a resolution takes: these are done with goods or money of an order. */
const OF_AN_ORDER: readonly ComplaintResolution[] = ['REFUND', 'REPLACEMENT', 'STORE_CREDIT'];
export const isOfAnOrder = (resolution: ComplaintResolution): boolean => OF_AN_ORDER.includes(resolution);

/** How a complaint can be settled: about no order, there is nothing to give back. */
export const resolutionsFor = (aboutAnOrder: boolean): ComplaintResolution[] =>
  keysOf(RESOLUTION_WORDS).filter((resolution) => aboutAnOrder || !isOfAnOrder(resolution));

/** A person; customers are not told the names of those who look after them. */
export type Named = { id: string; displayName?: string | undefined };

export const nameOf = (person: Named): string => person.displayName ?? 'somebody at the shop';

export type Entry = {
  kind: ComplaintTimelineKind;
  actor: ComplaintTimelineActor;
  by: Named | null;
  assignee: Named | null;
  priority: ComplaintPriority | null;
  resolution: ComplaintResolution | null;
  satisfaction: number | null;
  error: string | null;
};

/** An entry of the timeline in a sentence. `me` reads it: what they did is told as theirs. */
export function entrySentence(entry: Entry, me: string): string {
  const who =
    entry.actor === 'SYSTEM'
      ? 'The shop'
      : entry.by?.id === me
        ? 'You'
        : (entry.by?.displayName ?? 'Somebody at the shop');
  const resolution = entry.resolution === null ? 'an answer' : RESOLUTION_WORDS[entry.resolution].toLowerCase();
  const sentences: Record<ComplaintTimelineKind, () => string> = {
    FILED: () => `${who} complained.`,
    ASSIGNED: () =>
      entry.assignee === null || entry.assignee.id === entry.by?.id
        ? `${who} took it on.`
        : `${who} gave it to ${entry.assignee.id === me ? 'you' : nameOf(entry.assignee)}.`,
    STARTED: () => `${who} began to work on it.`,
    COMMENTED: () => `${who} wrote:`,
    PRIORITY_CHANGED: () =>
      `${who} changed how urgent it is${entry.priority ? `: ${PRIORITY_WORDS[entry.priority].text.toLowerCase()}` : ''}.`,
    RESOLVED: () => `${who} decided: ${resolution}.`,
    RESOLUTION_COMPLETED: () => `What was decided is done: ${resolution}.`,
    RESOLUTION_FAILED: () =>
      `What was decided could not be done: ${resolution}. ${FAILURES[entry.error ?? ''] ?? 'Somebody looks at it again.'}`,
    CLOSED: () =>
      `${who} closed it${entry.satisfaction === null ? '' : `: ${SATISFACTION_WORDS[entry.satisfaction]?.toLowerCase() ?? entry.satisfaction}`}.`,
    REOPENED: () => `${who} opened it again.`,
  };
  // A shop that is newer than this page may tell of what it has no words for.
  return (sentences[entry.kind] as (() => string) | undefined)?.() ?? `${who} did something about it.`;
}
