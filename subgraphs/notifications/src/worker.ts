import { createRelayWake, type PeriodicJob, type WorkerBase, type WorkerParts } from '@comptoir/messaging';
import type { Ports } from './application/ports.ts';
import { sendEmails } from './application/send-emails.ts';
import type { NotificationsSettings } from './config.ts';
import { notificationsHandler } from './consume.ts';
import { deleteOldEmails } from './infrastructure/housekeeping.ts';
import { postgresOutbox } from './infrastructure/outbox.ts';
import { smtpMailer } from './infrastructure/smtp-mailer.ts';
import { readTemplates } from './infrastructure/template-files.ts';
import { notificationsTelemetry } from './telemetry/events.ts';

export { notificationsConfig } from './config.ts';

const SEND_EACH_MS = 2_000;
const TIDY_EACH_MS = 60 * 60_000;

export type NotificationsWorkerOptions = Pick<WorkerBase, 'pool' | 'bus' | 'log' | 'service'> &
  NotificationsSettings & { ports: Ports };

/** What runs for this context in the background: events of others become messages, and e-mails go out where there is a server. */
export function buildNotificationsWorker(options: NotificationsWorkerOptions): WorkerParts {
  const { pool, bus, log, service, smtpUrl, mailFrom, publicUrl, ports } = options;
  const telemetry = notificationsTelemetry(service, log);
  const handler = notificationsHandler({ ...options, telemetry });
  const tidy: PeriodicJob = {
    name: 'notifications-old-emails',
    everyMs: TIDY_EACH_MS,
    async run() {
      const deleted = await deleteOldEmails(pool);
      if (deleted > 0) log.info({ event: 'old_emails_deleted', deleted });
    },
  };
  if (smtpUrl === null) return { handlers: [handler], periodic: [tidy], async dispose() {} };

  const mailer = smtpMailer({ smtpUrl, mailFrom });
  const outbox = postgresOutbox(pool, createRelayWake(bus, 'notifications'));
  const sending = {
    ...{ outbox, publicUrl, telemetry, mailer: mailer.send },
    ...{ contactOf: ports.contactOf, templates: readTemplates() },
  };
  const send: PeriodicJob = {
    name: 'notifications-emails',
    everyMs: SEND_EACH_MS,
    run: () => sendEmails(sending),
  };
  return { handlers: [handler], periodic: [send, tidy], dispose: async () => mailer.close() };
}
