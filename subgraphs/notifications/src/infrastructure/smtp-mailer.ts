import { createTransport } from 'nodemailer';
import type { Mailer } from '../application/send-emails.ts';

const CONNECTIONS = 4;
/** A try of a server that says nothing ends well before another worker may take the mail. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** Hands mails to the server at `url` over few connections that stay open. `patience` in milliseconds, for tests. */
export function smtpMailer(
  { smtpUrl, mailFrom }: { smtpUrl: string; mailFrom: string },
  patience = PATIENCE,
): { send: Mailer; close(): void } {
  const transport = createTransport({
    url: smtpUrl,
    // A mail whose connection broke may have arrived: when it is tried again is for the outbox to say.
    ...{ pool: true, maxConnections: CONNECTIONS, maxRequeues: 0 },
    ...patience,
    // Texts come from this system alone; none names a file or an address to fetch.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const domain = /@([\w.-]+)/.exec(mailFrom)?.[1] ?? 'comptoir.invalid';
  return {
    async send({ messageId, ...mail }) {
      try {
        await transport.sendMail({ ...mail, from: mailFrom, messageId: `<${messageId}@${domain}>` });
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
