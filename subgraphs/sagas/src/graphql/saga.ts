import { forbidden, type PageArgs } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { sagaStream } from '@comptoir/contracts';
import { mayFollowReference } from '../application/policies.ts';
import { sagasOf } from '../application/queries/sagas.ts';
import { stepsOf, type SagaFold, type SagaStep as Step, type SagaView } from '../domain/saga-view.ts';
import type { SagasContext } from './context.ts';

type Reference = { id: string };

function referenced(saga: SagaView | null, { actor }: SagasContext): SagaView | null {
  if (saga && !mayFollowReference(actor, saga))
    throw forbidden('Only its shopper, the managers of its store and admins see a saga.');
  return saga;
}

/** Fields of Saga. Those not named here are columns. */
export const Saga = {
  __resolveReference: async ({ id }: Reference, context: SagasContext): Promise<SagaView | null> =>
    isUuid(id) ? referenced(await context.loaders.sagas.load(id), context) : null,
  async steps(saga: SagaView, _: unknown, { loaders }: SagasContext): Promise<Step[]> {
    if (saga.steps) return saga.steps;
    const events = await loaders.events.load(saga.id);
    return stepsOf(events.reduce<SagaFold | null>(sagaStream.apply, sagaStream.initial), saga);
  },
  sale: ({ saleId }: SagaView) => saleId && { id: saleId },
  user: ({ userId }: SagaView) => ({ id: userId }),
};

export const SagaStep = {
  durationMs: ({ startedAt, completedAt }: Step) =>
    startedAt && completedAt ? Date.parse(completedAt) - Date.parse(startedAt) : null,
};

export const Sale = {
  saga: async ({ id }: Reference, _: unknown, context: SagasContext): Promise<SagaView | null> =>
    isUuid(id) ? referenced(await context.loaders.ofSales.load(id), context) : null,
};

export const Refund = {
  saga: async ({ sagaId }: { sagaId: string }, _: unknown, context: SagasContext): Promise<SagaView | null> =>
    isUuid(sagaId) ? referenced(await context.loaders.sagas.load(sagaId), context) : null,
};

export const User = {
  sagas: ({ id }: Reference, args: PageArgs, { actor, loaders }: SagasContext) =>
    sagasOf(loaders.ofUser, actor, id, args),
};
