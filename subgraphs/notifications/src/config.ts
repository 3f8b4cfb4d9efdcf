import { loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';
import type { Language } from './domain/kinds.ts';

/** What this context can be told. */
export type NotificationsSettings = {
  /** The mail server. Null: e-mails are kept, for admins to read, and never sent. */
  smtpUrl: string | null;
  /** Whom e-mails come from. */
  mailFrom: string;
  /** Where the web app is, for links in e-mails. */
  publicUrl: string;
  /** Of those who chose none. */
  language: Language;
};

const schema = z.object({
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'set it to smtp://name:password@host:port, or smtps://' }).optional(),
  MAIL_FROM: z.string().default('Comptoir <no-reply@comptoir.invalid>'),
  PUBLIC_URL: z.url().default('http://127.0.0.1:4000'),
  NOTIFICATIONS_LANGUAGE: z.enum(['en', 'fr']).default('en'),
});

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** What this context reads from the environment. */
export function notificationsConfig(env: Record<string, string | undefined>): NotificationsSettings {
  const { SMTP_URL, MAIL_FROM, PUBLIC_URL, NOTIFICATIONS_LANGUAGE } = loadConfig(schema, env);
  return {
    smtpUrl: SMTP_URL ?? null,
    mailFrom: MAIL_FROM,
    publicUrl: PUBLIC_URL.replace(/\/$/, ''),
    language: NOTIFICATIONS_LANGUAGE === 'fr' ? 'FR' : 'EN',
  };
}
