import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import { notificationsHandler } from './consume.ts';
import { notificationsTelemetry } from './telemetry/events.ts';

/** What runs for this context in the background: events of others become messages in inboxes. */
export function buildNotificationsWorker({ pool, bus, log, service }: WorkerBase): WorkerParts {
  const handler = notificationsHandler({ pool, bus }, notificationsTelemetry(service, log));
  return { handlers: [handler], periodic: [], async dispose() {} };
}
