import type { Contact, ContactCall, Quote, QuoteCall, StaffAnswer, StaffCall } from '@comptoir/contracts';
import type { Language, NotificationType } from '../domain/kinds.ts';
import type { Templates } from '../domain/templates.ts';
import type { NotificationsTelemetry } from '../telemetry/events.ts';

/** A message in a person's inbox. */
export type Notification = {
  id: string;
  userId: string;
  type: NotificationType;
  title: string;
  body: string;
  link: string | null;
  readAt: Date | null;
  createdAt: Date;
};

export const CHANNELS = ['IN_APP', 'EMAIL'] as const;
export type Channel = (typeof CHANNELS)[number];

export const DELIVERY_STATUSES = ['PENDING', 'SENT', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The e-mail of a notification, and how far it came. */
export type EmailDelivery = {
  notificationId: string;
  userId: string;
  type: NotificationType;
  language: Language;
  title: string;
  body: string;
  link: string | null;
  status: DeliveryStatus;
  attempts: number;
  error: string | null;
  createdAt: Date;
  sentAt: Date | null;
  /** Null where it is not tried by itself. */
  nextAttemptAt: Date | null;
};

export type EmailsWanted = {
  status: DeliveryStatus | null;
  userId: string | null;
  before: string | null;
  take: number;
};

/** What a person chose. */
export type Preferences = {
  /** Null: the chain's. */
  language: Language | null;
  notInApp: NotificationType[];
  notByEmail: NotificationType[];
};

export type PageWanted = { userId: string; unreadOnly: boolean; before: string | null; take: number };

export type NotificationReads = {
  /** Those of a person, the newest first, older than the one with the id `before`. */
  page(wanted: PageWanted): Promise<Notification[]>;
  byIds(ids: readonly string[]): Promise<Notification[]>;
  /** Counted to 1,000 at most. */
  unread(userId: string): Promise<number>;
};

export type NotificationWrites = {
  /** The first time stays. Null when the person has no such notification. */
  markRead(userId: string, id: string): Promise<Notification | null>;
  /** All that are not newer than `upTo`, or all; answers how many were not read. */
  markAllRead(userId: string, upTo: string | null): Promise<number>;
};

export type PreferenceStore = {
  of(userId: string): Promise<Preferences>;
  /** Decides on what is there, one change at a time, and answers what is there then. */
  change(userId: string, decide: (now: Preferences) => Preferences): Promise<Preferences>;
};

export type EmailStore = {
  /** The newest first, older than the one with the id `before`. */
  page(wanted: EmailsWanted): Promise<EmailDelivery[]>;
  /** Has it tried again from the beginning. Null when there is no such e-mail. */
  resend(notificationId: string, by: string): Promise<EmailDelivery | null>;
};

/** What this context asks others. */
export type Ports = {
  contactOf(call: ContactCall): Promise<Contact>;
  staffOf(call: StaffCall): Promise<StaffAnswer>;
  quote(call: QuoteCall): Promise<Quote>;
};

export type Deps = {
  reads: NotificationReads;
  writes: NotificationWrites;
  preferences: PreferenceStore;
  emails: EmailStore;
  templates: Templates;
  ports: Ports;
  /** Of those who chose none. */
  language: Language;
  publicUrl: string;
  telemetry: NotificationsTelemetry;
};
