import { requireActor } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { SagaView } from '../../domain/saga-view.ts';
import { requireMayCancel } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type CancelSagaInput = { sagaId: string };

/**
 * Asks a saga to stop, as long as it has not reached its pivot. What is held is taken back by the engine. Whoever asks once
 * more is answered the same, also when it has ended by then: an answer that was lost can be asked for again.
 */
export const cancelSaga =
  (deps: Deps) =>
  async (caller: Caller, { sagaId }: CancelSagaInput): Promise<Outcome<SagaView>> => {
    const { sub } = requireActor(caller.actor);
    const notFound = refused({ code: 'NOT_FOUND', what: 'saga', id: sagaId });
    if (!isUuid(sagaId)) return notFound;
    const outcome = await deps.intervene(caller, sagaId, (saga) => {
      requireMayCancel(caller.actor, saga);
      if (saga.cancelRequested) return done('none');
      const definition = deps.definitions.find(
        ({ type, version }) => type === saga.type && version === saga.definitionVersion,
      );
      const mayStop = definition?.cancellableStates.includes(saga.state);
      return mayStop ? done('cancel') : refused({ code: 'SAGA_NOT_CANCELLABLE', state: saga.state });
    });
    if (!outcome) return notFound;
    if (outcome.ok) {
      deps.telemetry.cancelRequested({ sagaId, by: sub });
      deps.wakeEngine();
    }
    return outcome;
  };
