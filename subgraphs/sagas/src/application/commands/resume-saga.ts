import { requireRole } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { SagaView } from '../../domain/saga-view.ts';
import type { Caller, Deps } from '../ports.ts';

export type ResumeSagaInput = { sagaId: string };

/** Lets a saga go on that waits for a person, where it stands and with its tries counted anew. */
export const resumeSaga =
  (deps: Deps) =>
  async (caller: Caller, { sagaId }: ResumeSagaInput): Promise<Outcome<SagaView>> => {
    const { sub } = requireRole(caller.actor, 'ADMIN');
    const notFound = refused({ code: 'NOT_FOUND', what: 'saga', id: sagaId });
    if (!isUuid(sagaId)) return notFound;
    const outcome = await deps.intervene(caller, sagaId, ({ parked, state }) =>
      parked ? done('resume') : refused({ code: 'SAGA_NOT_PARKED', state }),
    );
    if (!outcome) return notFound;
    if (outcome.ok) {
      deps.telemetry.resumed({ sagaId, by: sub });
      deps.wakeEngine();
    }
    return outcome;
  };
