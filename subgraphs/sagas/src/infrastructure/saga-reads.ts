import type { Pool } from '@comptoir/database';
import { groupBy } from '@comptoir/kit';
import { currentEvents } from '@comptoir/messaging';
import type { SagaEvent, SagaView } from '../domain/saga-view.ts';
import type { Saga as Row } from '../generated/client/client.ts';
import { inTurn } from './in-turn.ts';
import type { PrismaClient } from './prisma-client.ts';
import { SAGA_COLUMNS } from './saga-pages.ts';

const BY_IDS = `
  SELECT ${SAGA_COLUMNS} FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM saga s WHERE s.id = wanted.id OFFSET 0) s`;

const EVENTS_OF = `
  SELECT stream_id AS "sagaId", type, schema_version AS "schemaVersion", data FROM event
  WHERE stream_id = ANY($1::uuid[]) ORDER BY stream_id, stream_version`;

type Read = SagaEvent & { sagaId: string; schemaVersion: number };

type Columns = Omit<Row, 'input'>;

/** The row as people see it: what only the engine needs stays out. */
function toView(row: Columns): SagaView {
  const { id, correlationId, type, definitionVersion, userId, saleId, storeId, state, version, attempts } = row;
  const { parked, parkedReason, cancelRequested, createdAt, updatedAt, completedAt, error, errorMessage } = row;
  return {
    ...{ id, correlationId, type, definitionVersion, userId, saleId, storeId, state, version, attempts },
    ...{ parked, parkedReason, cancelRequested, createdAt, updatedAt, completedAt, error, errorMessage },
  };
}

const LARGEST_SET = 500;
/** Shoppers who begin to follow their orders within so many milliseconds are served by one statement each for sagas and events. */
const TOGETHER_MS = 10;

/** Reads of sagas by what points to them: any number in one statement each. */
export function sagaReads(prisma: PrismaClient, pool: Pool) {
  const omit = { input: true } as const;

  const sagaOf = inTurn<string, SagaView | null>(
    async (ids) => {
      const { rows } = await pool.query<SagaView>(BY_IDS, [[...new Set(ids)]]);
      const byId = new Map(rows.map((saga) => [saga.id, saga]));
      return ids.map((id) => byId.get(id) ?? null);
    },
    LARGEST_SET,
    TOGETHER_MS,
  );

  const eventsOf = inTurn<string, SagaEvent[]>(
    async (ids) => {
      const { rows } = await pool.query<Read>(EVENTS_OF, [[...new Set(ids)]]);
      const bySaga = groupBy(currentEvents(rows), ({ sagaId }) => sagaId);
      return ids.map((id) => bySaga.get(id) ?? []);
    },
    LARGEST_SET,
    TOGETHER_MS,
  );

  return {
    /** Those that do not exist are left out. Asked for by many operations at once, they are still one statement. */
    async byIds(ids: readonly string[]): Promise<SagaView[]> {
      return (await Promise.all(ids.map(sagaOf))).filter((saga) => saga !== null);
    },
    /** The sagas that carry or carried these sales. */
    async bySales(saleIds: readonly string[]): Promise<SagaView[]> {
      return (await prisma.saga.findMany({ where: { saleId: { in: [...saleIds] }, type: 'SALE' }, omit })).map(toView);
    },
    /** What happened to each of these sagas, oldest first; together as `byIds`. */
    events: (sagaIds: readonly string[]): Promise<SagaEvent[][]> => Promise.all(sagaIds.map(eventsOf)),
  };
}

export type SagaReads = ReturnType<typeof sagaReads>;
