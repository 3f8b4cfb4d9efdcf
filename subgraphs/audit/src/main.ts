import type {
  DeadLetter,
  DeadLettersCall,
  ProjectionRebuild,
  ProjectionsCall,
  ProjectionStatus,
  RebuildCall,
  ReplayAnswer,
  ReplayCall,
  StateOfAnswer,
  StateOfCall,
} from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import { runSubgraph } from '@comptoir/service-kit';
import { buildAudit, CONSUMING_CONTEXTS, PROJECTING_CONTEXTS, STATE_OWNERS } from './app.ts';
import { auditConfig, environment } from './config.ts';

/** A replay applies many events before it answers. */
const REPLAY_MS = 5_000;
const STATE_MS = 2_000;

await runSubgraph('audit', environment, ({ pool, bus, log, service, demo, env, port }) => {
  const of = (context: ContextName) => ({
    list: port<DeadLettersCall, DeadLetter[]>(context, 'deadLetters'),
    replay: port<ReplayCall, ReplayAnswer>(context, 'replayDeadLetters', REPLAY_MS),
  });
  const deadLetters = Object.fromEntries(CONSUMING_CONTEXTS.map((context) => [context, of(context)]));
  const stateOf = (context: ContextName) => port<StateOfCall, StateOfAnswer>(context, 'stateOf', STATE_MS);
  const states = Object.fromEntries(STATE_OWNERS.map((context) => [context, stateOf(context)]));
  const projectionsOf = (context: ContextName) => ({
    list: port<ProjectionsCall, ProjectionStatus[]>(context, 'projections'),
    rebuild: port<RebuildCall, ProjectionRebuild | null>(context, 'rebuildProjection', STATE_MS),
  });
  const projections = Object.fromEntries(PROJECTING_CONTEXTS.map((context) => [context, projectionsOf(context)]));
  return buildAudit({ pool, bus, log, service, demo, deadLetters, states, projections, ...auditConfig(env) });
});
