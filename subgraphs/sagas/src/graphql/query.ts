import { forbidden, requireActor } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { maySeeSaga } from '../application/policies.ts';
import { sagas, type SagasArgs } from '../application/queries/sagas.ts';
import type { SagaView } from '../domain/saga-view.ts';
import type { SagasContext } from './context.ts';

/** A root field that is counted and timed under a name of its own. */
const observed =
  <Args, Result>(name: string, run: (args: Args, context: SagasContext) => Result | Promise<Result>) =>
  (_: unknown, args: Args, context: SagasContext): Promise<Result> =>
    context.deps.telemetry.query(name, () => run(args, context));

/** The saga, if the caller may see it; null where there is none. */
export async function visibleSaga(id: string, { actor, loaders }: SagasContext): Promise<SagaView | null> {
  requireActor(actor);
  const saga = isUuid(id) ? await loaders.sagas.load(id.toLowerCase()) : null;
  if (saga && !maySeeSaga(actor, saga))
    throw forbidden('Only its shopper, the managers of its store and admins see a saga.');
  return saga;
}

export const Query = {
  saga: observed('saga', ({ id }: { id: string }, context) => visibleSaga(id, context)),
  sagas: observed('sagas', (args: SagasArgs, { reads, actor }) => sagas(reads.pages, actor, args)),
  sagaDefinitions: observed('saga_definitions', (_: object, { deps }) => deps.definitions),
};
