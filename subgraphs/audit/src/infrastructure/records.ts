import type { AuditEventType } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7, type Clock } from '@comptoir/kit';
import { eventParameters, insertEventsSql, type NewEvent } from '@comptoir/messaging';
import type { ReplayDone, RecordReplay, RecordSearches } from '../application/ports.ts';

/**
 * What admins do here is recorded like all else, each act on a stream of its own. Who looks for what, before the answer is read:
 * a search that cannot be recorded is not answered. Who had what replayed, with what came of it.
 */
export function auditRecords(
  pool: Pool,
  wake: () => void,
  clock: Clock,
): { searches: RecordSearches; replay: RecordReplay } {
  type Fact = Pick<NewEvent<AuditEventType>, 'streamType' | 'type' | 'data'>;
  async function record({ actor, trace }: SubgraphRequest, factsBy: (who: string, at: string) => Fact[]) {
    if (!actor) throw new Error('Nobody is here without having signed in.');
    const events = factsBy(actor.sub, clock().toISOString()).map((fact): NewEvent => ({
      ...{ streamId: uuidv7(), streamVersion: 1, ...fact },
      metadata: {
        ...{ correlationId: trace.correlationId, userId: actor.sub },
        ...{ traceparent: trace.traceparent, source: 'audit' },
      },
    }));
    await pool.query(insertEventsSql(1), eventParameters(events));
    wake();
  }
  return {
    searches: (request, searches) =>
      record(request, (searchedBy, searchedAt) =>
        searches.map((search) => ({
          ...{ streamType: 'audit-search', type: 'AuditSearched', data: { ...search, searchedBy, searchedAt } },
        })),
      ),
    replay: (request, { type, ...done }: ReplayDone) =>
      record(request, (replayedBy, replayedAt) => [
        { streamType: 'audit-replay', type, data: { ...done, replayedBy, replayedAt } },
      ]),
  };
}
