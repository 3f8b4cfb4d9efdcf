import type { Contact, ContactCall, Quote, QuoteCall, StaffAnswer, StaffCall } from '@comptoir/contracts';
import { runSubgraph } from '@comptoir/service-kit';
import { buildNotifications } from './app.ts';
import { environment, notificationsConfig } from './config.ts';

await runSubgraph('notifications', environment, ({ pool, bus, log, service, demo, env, port }) =>
  buildNotifications({
    ...{ pool, bus, log, service, demo },
    ...notificationsConfig(env),
    ports: {
      contactOf: port<ContactCall, Contact>('users', 'contactOf'),
      staffOf: port<StaffCall, StaffAnswer>('users', 'staffOf'),
      quote: port<QuoteCall, Quote>('catalog', 'quote'),
    },
  }),
);
