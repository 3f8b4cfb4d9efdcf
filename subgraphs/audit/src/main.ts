import type { DeadLetter, DeadLettersCall, ReplayAnswer, ReplayCall } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import { runSubgraph } from '@comptoir/service-kit';
import { buildAudit } from './app.ts';
import { auditConfig, environment } from './config.ts';

/** A replay applies many events before it answers. */
const REPLAY_MS = 5_000;

await runSubgraph('audit', environment, ({ pool, bus, log, service, demo, env, port }) => {
  const of = (context: ContextName) => ({
    list: port<DeadLettersCall, DeadLetter[]>(context, 'deadLetters'),
    replay: port<ReplayCall, ReplayAnswer>(context, 'replayDeadLetters', REPLAY_MS),
  });
  const deadLetters = { sagas: of('sagas'), notifications: of('notifications') };
  return buildAudit({ pool, bus, log, service, demo, deadLetters, ...auditConfig(env) });
});
