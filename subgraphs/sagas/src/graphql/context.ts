import DataLoader from 'dataloader';
import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import { groupBy } from '@comptoir/kit';
import type { Hub } from '@comptoir/live';
import type { Deps } from '../application/ports.ts';
import type { SagaEvent, SagaView } from '../domain/saga-view.ts';
import type { SagaPageWanted, SagaScope } from '../application/queries/sagas.ts';
import type { SagaReads as Reads } from '../infrastructure/saga-reads.ts';

export type SagaReads = Reads & { pages(scope: SagaScope, wanted: SagaPageWanted): Promise<SagaView[]> };

/** What resolvers of this context get: the request, the use cases' ports, reads, and loaders that live as long as the operation. */
export type SagasContext = RequestContext & {
  deps: Deps;
  reads: SagaReads;
  hub: Hub;
  loaders: ReturnType<typeof createLoaders>;
};

function createLoaders(reads: SagaReads) {
  const ofUsers = new Map<string, DataLoader<string, SagaView[]>>();
  return {
    sagas: entityLoader<SagaView>(
      (ids) => reads.byIds(ids),
      ({ id }) => id,
    ),
    ofSales: entityLoader<SagaView>(
      (ids) => reads.bySales(ids),
      ({ saleId }) => saleId ?? '',
    ),
    /** Not kept: a subscription asks again for each state. */
    events: new DataLoader<string, SagaEvent[]>((ids) => reads.events(ids), { cache: false }),
    /** A page of each person: all that ask for the same page in one statement. */
    ofUser(userId: string, wanted: SagaPageWanted): Promise<SagaView[]> {
      const page = JSON.stringify(wanted);
      const loader =
        ofUsers.get(page) ??
        new DataLoader<string, SagaView[]>(async (ids) => {
          const byUser = groupBy(await reads.pages({ by: 'user', ids }, wanted), (saga) => saga.userId);
          return ids.map((id) => byUser.get(id) ?? []);
        });
      ofUsers.set(page, loader);
      return loader.load(userId);
    },
  };
}

export function createContext(
  request: RequestContext,
  parts: Pick<SagasContext, 'deps' | 'reads' | 'hub'>,
): SagasContext {
  return { ...request, ...parts, loaders: createLoaders(parts.reads) };
}
