import type { Language, NotificationType, UserRole } from '../../__generated__/operations.ts';
import { isOwnPath } from '../../shared/own-path.ts';
import type { IconName } from '../../ui/icon.tsx';

export type TypeWords = { what: string; icon: IconName };

/** What each type of message is about, for whoever chooses which ones to get. */
export const TYPE_WORDS: Record<NotificationType, TypeWords> = {
  WELCOME: { what: 'A word of welcome', icon: 'shop' },
  SALE_CONFIRMED: { what: 'An order is confirmed', icon: 'check' },
  SALE_CANCELLED: { what: 'An order was not made', icon: 'cross' },
  REFUND_COMPLETED: { what: 'A refund is paid', icon: 'undo' },
  REFUND_REJECTED: { what: 'A refund was refused', icon: 'undo' },
  COMPLAINT_UPDATED: { what: 'News about a complaint', icon: 'speech' },
  LOW_STOCK: { what: 'Something is nearly gone in your store', icon: 'warning' },
};

export const LANGUAGE_WORDS: Record<Language, string> = { EN: 'English', FR: 'Français' };

/** Which types may come to somebody: that a shelf is nearly empty is told to those who fill it. */
export const isToldTo = (role: UserRole, type: NotificationType): boolean =>
  type !== 'LOW_STOCK' || role === 'MANAGER' || role === 'ADMIN';

/** A shop that is newer than this page may tell things that it has no picture for. */
export const typeIcon = (type: NotificationType): IconName =>
  (TYPE_WORDS as Partial<Record<NotificationType, TypeWords>>)[type]?.icon ?? 'bell';

/** What the bell says: beyond a hundred nobody counts. */
export const countText = (unread: number): string => (unread > 99 ? '99+' : String(unread));

/** Links of messages are paths of this app; anything else is no place to go to. */
export const pathOf = (link: string | null): string | null => (link && isOwnPath(link) ? link : null);
