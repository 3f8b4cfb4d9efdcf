import { readFileSync } from 'node:fs';
import type { Pool } from '@comptoir/database';
import { buildContextSchema, type Subgraph } from '@comptoir/graphql-kit';
import { createHub, type LiveBus } from '@comptoir/live';
import { deadLetterPorts } from '@comptoir/messaging';
import { databaseHealth } from '@comptoir/service-kit';
import type { Logger } from '@comptoir/telemetry';
import type { Deps, Ports } from './application/ports.ts';
import type { NotificationsSettings } from './config.ts';
import { notificationsHandler } from './consume.ts';
import { createContext, type NotificationsContext } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { emailStore } from './infrastructure/email-store.ts';
import { notificationReads } from './infrastructure/notification-reads.ts';
import { notificationWrites } from './infrastructure/notification-writes.ts';
import { preferenceStore } from './infrastructure/preference-store.ts';
import { createPrisma } from './infrastructure/prisma-client.ts';
import { readTemplates } from './infrastructure/template-files.ts';
import { notificationsTelemetry } from './telemetry/events.ts';

export { environment, notificationsConfig } from './config.ts';

export type NotificationsConfig = Pick<NotificationsSettings, 'language' | 'smtpUrl' | 'publicUrl'> & {
  /** Owned by the caller, like the bus. */
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  service: string;
  demo: boolean;
  ports: Ports;
};

const SDL = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

/** The notifications context: everybody's inbox, and the e-mails beside it. */
export function buildNotifications(
  config: NotificationsConfig,
  overrides: Partial<Deps> = {},
): Subgraph<NotificationsContext> {
  const { pool, bus, log, service, ports, language, publicUrl } = config;
  const prisma = createPrisma(pool);
  const hub = createHub(bus);
  const telemetry = notificationsTelemetry(service, log);
  const deps: Deps = {
    reads: notificationReads(prisma, pool),
    writes: notificationWrites(pool),
    preferences: preferenceStore(pool),
    emails: emailStore(pool),
    templates: readTemplates(),
    ...{ ports, language, publicUrl, telemetry },
    ...overrides,
  };

  return {
    name: 'notifications',
    schema: buildContextSchema(SDL, resolvers, service),
    context: (request) => createContext(request, deps, hub),
    internal: deadLetterPorts([notificationsHandler({ ...config, telemetry })]),
    health: async () => [await databaseHealth('notifications', pool)],
    dispose: () => prisma.$disconnect(),
  };
}
