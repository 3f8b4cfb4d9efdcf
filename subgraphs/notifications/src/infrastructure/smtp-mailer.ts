import { createTransport } from 'nodemailer';
import type { Mailer } from '../application/send-emails.ts';

const CONNECTIONS = 4;
/** How long a server may say nothing. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
/** A try ends in any case well before another worker may take the mail. */
const LONGEST_MS = 4 * 60_000;

/** Hands mails to the server over few connections that stay open. */
export function smtpMailer(
  { smtpUrl, mailFrom }: { smtpUrl: string; mailFrom: string },
  longestMs = LONGEST_MS,
): { send: Mailer; close(): void } {
  const transport = createTransport({
    url: smtpUrl,
    // A mail whose connection broke may have arrived: when it is tried again is for the outbox to say.
    ...{ pool: true, maxConnections: CONNECTIONS, maxRequeues: 0 },
    ...PATIENCE,
    // Texts come from this system alone; none names a file or an address to fetch.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const domain = /@([\w.-]+)/.exec(mailFrom)?.[1] ?? 'comptoir.invalid';
  return {
    async send({ messageId, ...mail }) {
      try {
        await transport.sendMail({
          ...{ ...mail, from: mailFrom, messageId: `<${messageId}@${domain}>` },
          signal: AbortSignal.timeout(longestMs),
        });
        return null;
      } catch (error) {
        return classOf(error as Fault);
      }
    },
    close: () => transport.close(),
  };
}

type Fault = { code?: string; command?: string; responseCode?: number };

/**
 * What a failure was, without the server's words. Only what is said of this mail, its recipient or its text, is final: a server
 * that is away, does not know us or does not take us for a sender says so of every mail.
 */
function classOf({ code = '', command = '', responseCode }: Fault) {
  const isAnswer = code === 'EENVELOPE' || code === 'EMESSAGE';
  const ofMail = isAnswer && command !== 'MAIL FROM';
  const permanent = ofMail && responseCode !== undefined && responseCode >= 500;
  const error = ofMail
    ? 'MAIL_REFUSED'
    : isAnswer
      ? 'SENDER_REFUSED'
      : code === 'EAUTH'
        ? 'LOGIN_REFUSED'
        : 'SERVER_UNREACHABLE';
  return { error: responseCode ? `${error} ${responseCode}` : error, permanent };
}
