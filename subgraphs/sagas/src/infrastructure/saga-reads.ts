import type { Pool } from '@comptoir/database';
import type { SagaEvent, SagaView } from '../domain/saga-view.ts';
import type { Saga as Row } from '../generated/client/client.ts';
import type { PrismaClient } from './prisma-client.ts';
import { SAGA_COLUMNS } from './saga-pages.ts';

const BY_IDS = `
  SELECT ${SAGA_COLUMNS} FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM saga s WHERE s.id = wanted.id OFFSET 0) s`;

type Columns = Omit<Row, 'input'>;

/** The row as people see it: what only the engine needs stays out. */
function toView(row: Columns): SagaView {
  const { id, correlationId, type, definitionVersion, userId, saleId, storeId, state, version } = row;
  const { parked, parkedReason, cancelRequested, createdAt, updatedAt, completedAt, error, errorMessage } = row;
  return {
    ...{ id, correlationId, type, definitionVersion, userId, saleId, storeId, state, version },
    ...{ parked, parkedReason, cancelRequested, createdAt, updatedAt, completedAt, error, errorMessage },
  };
}

/** Reads of sagas by what points to them: any number in one statement each. */
export function sagaReads(prisma: PrismaClient, pool: Pool) {
  const omit = { input: true } as const;
  return {
    /** Those that do not exist are left out. */
    async byIds(ids: readonly string[]): Promise<SagaView[]> {
      return (await pool.query<SagaView>(BY_IDS, [ids])).rows;
    },
    /** The sagas that carry or carried these sales. */
    async bySales(saleIds: readonly string[]): Promise<SagaView[]> {
      return (await prisma.saga.findMany({ where: { saleId: { in: [...saleIds] }, type: 'SALE' }, omit })).map(toView);
    },
    /** What happened to these sagas, oldest first. */
    async events(sagaIds: readonly string[]): Promise<(SagaEvent & { sagaId: string })[]> {
      const { rows } = await pool.query<SagaEvent & { sagaId: string }>(
        'SELECT stream_id AS "sagaId", type, data FROM event WHERE stream_id = ANY($1::uuid[]) ORDER BY stream_id, stream_version',
        [sagaIds],
      );
      return rows;
    },
  };
}

export type SagaReads = ReturnType<typeof sagaReads>;
