import { runSubgraph } from '@comptoir/service-kit';
import { buildUsers } from './app.ts';
import { environment, usersConfig } from './config.ts';

await runSubgraph('users', environment, ({ pool, bus, log, service, demo, env }) =>
  buildUsers({ pool, bus, log, service, demo, ...usersConfig(env) }),
);
