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
        return classOf(error as { code?: string; responseCode?: number });
      }
    },
    close: () => transport.close(),
  };
}

/** What a failure was, without the server's words. Only what is said of this mail is final: a server that is away or does not know us is no fault of it. */
function classOf({ code = '', responseCode }: { code?: string; responseCode?: number }) {
  const ofMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const permanent = ofMail && responseCode !== undefined && responseCode >= 500;
  const error = ofMail ? 'MAIL_REFUSED' : code === 'EAUTH' ? 'LOGIN_REFUSED' : 'SERVER_UNREACHABLE';
  return { error: responseCode ? `${error} ${responseCode}` : error, permanent };
}
