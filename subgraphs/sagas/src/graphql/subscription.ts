import { badUserInput, forbidden } from '@comptoir/graphql-kit';
import { sagaActivity, sagaUpdates, type ActivityFilter } from '../application/live.ts';
import { watchedStores } from '../application/policies.ts';
import type { SagaView } from '../domain/saga-view.ts';
import type { SagasContext } from './context.ts';
import { visibleSaga } from './query.ts';

const LATELY = 100;

async function* nothing(): AsyncIterableIterator<SagaView> {}

const itself = (saga: SagaView): SagaView => saga;

export const Subscription = {
  sagaUpdated: {
    async subscribe(
      _: unknown,
      { sagaId, afterVersion = null }: { sagaId: string; afterVersion?: number | null },
      context: SagasContext,
    ) {
      const saga = await visibleSaga(sagaId, context);
      if (!saga) throw badUserInput(`sagaId: there is no saga "${sagaId}". Take the id that checkout answered.`);
      // Nothing follows the end.
      if (saga.completedAt && (afterVersion ?? 0) >= saga.version) return nothing();
      return sagaUpdates(context.hub, (id) => context.loaders.events.load(id), saga, afterVersion);
    },
    resolve: itself,
  },
  sagaActivity: {
    subscribe(_: unknown, { filter }: { filter?: ActivityFilter | null }, { actor, hub, reads }: SagasContext) {
      const stores = watchedStores(actor);
      if (stores && filter?.storeId && !stores.includes(filter.storeId.toLowerCase()))
        throw forbidden('You may watch your own stores only.');
      const scope = stores ? ({ by: 'store', ids: stores } as const) : ({ by: 'all' } as const);
      const reload = () => reads.pages(scope, { filter: { completed: false }, afterId: null, take: LATELY });
      return sagaActivity(hub, stores, filter ?? {}, reload);
    },
    resolve: itself,
  },
};
