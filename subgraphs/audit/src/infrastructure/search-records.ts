import type { Pool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7, type Clock } from '@comptoir/kit';
import { eventParameters, insertEventsSql, type NewEvent } from '@comptoir/messaging';
import type { Search } from '../domain/search.ts';

/** Records who looked for what, before the answer is read: a search that cannot be recorded is not answered. */
export const recordSearches =
  (pool: Pool, wake: () => void, clock: Clock) =>
  async ({ actor, trace }: SubgraphRequest, searches: readonly Search[]): Promise<void> => {
    if (!actor) throw new Error('Nobody searches without having signed in.');
    const events = searches.map((search): NewEvent<'AuditSearched'> => ({
      ...{ streamId: uuidv7(), streamType: 'audit-search', streamVersion: 1, type: 'AuditSearched' },
      data: { ...search, searchedBy: actor.sub, searchedAt: clock().toISOString() },
      metadata: {
        ...{ correlationId: trace.correlationId, userId: actor.sub },
        ...{ traceparent: trace.traceparent, source: 'audit' },
      },
    }));
    await pool.query(insertEventsSql(1), eventParameters(events));
    wake();
  };
