import type { Pool } from '@comptoir/database';
import type { SagaFilter, SagaPageWanted, SagaScope } from '../application/queries/sagas.ts';
import type { SagaView } from '../domain/saga-view.ts';

/** The columns of a SagaView. */
export const SAGA_COLUMNS = `s.id, s.correlation_id AS "correlationId", s.type, s.definition_version AS "definitionVersion", s.user_id AS "userId",
  s.sale_id AS "saleId", s.store_id AS "storeId", s.state, s.version, s.attempts, s.parked, s.parked_reason AS "parkedReason",
  s.cancel_requested AS "cancelRequested", s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.completed_at AS "completedAt",
  s.error, s.error_message AS "errorMessage"`;

const OPEN = 'NOT s.done AND NOT s.parked OR s.parked';
/** The type of nearly all sagas, and their end. */
const SALE = 'SALE';
const SOLD = 'SALE_CONFIRMED';

type Sql = { add(value: unknown): string; parameters: unknown[] };

function conditions(
  { states, type, parked, completed, storeId, userId }: SagaFilter,
  afterId: string | null,
  sql: Sql,
): string[] {
  return [
    ...(afterId ? [`s.id < ${sql.add(afterId)}::uuid`] : []),
    ...(states ? [`s.state = ANY(${sql.add(states)}::text[])`] : []),
    // From here on also written as the partial indexes are, so that what is rare among millions is found through them.
    ...(type ? [`s.type = ${sql.add(type)}`] : []),
    ...(type && type !== SALE ? [`s.type <> '${SALE}'`] : []),
    ...(typeof parked === 'boolean' ? [parked ? 's.parked' : 'NOT s.parked'] : []),
    ...(typeof completed === 'boolean' ? [completed ? 's.done' : `(${OPEN})`] : []),
    ...(states && !states.includes(SOLD) ? [`(${OPEN} OR s.done AND s.error IS NOT NULL OR s.type <> '${SALE}')`] : []),
    ...(storeId ? [`s.store_id = ${sql.add(storeId)}::uuid`] : []),
    ...(userId ? [`s.user_id = ${sql.add(userId)}::uuid`] : []),
  ];
}

/** Pages of sagas, newest first, in one statement whatever the scope. Ids are drawn in order of time. */
export async function sagaPages(
  pool: Pool,
  scope: SagaScope,
  { filter, afterId, take }: SagaPageWanted,
): Promise<SagaView[]> {
  const parameters: unknown[] = [];
  const sql: Sql = { parameters, add: (value) => `$${parameters.push(value)}` };
  const where = conditions(filter, afterId, sql);
  const page = (more: string[]) =>
    `SELECT * FROM saga s WHERE ${[...where, ...more].join(' AND ') || 'true'} ORDER BY s.id DESC LIMIT ${sql.add(take)}`;
  const text =
    scope.by === 'all'
      ? `SELECT ${SAGA_COLUMNS} FROM (${page([])}) s`
      : `SELECT ${SAGA_COLUMNS} FROM unnest(${sql.add(scope.ids)}::uuid[]) AS owner(id)
           CROSS JOIN LATERAL (${page([`s.${scope.by}_id = owner.id`])}) s ORDER BY s.id DESC`;
  const { rows } = await pool.query<SagaView>(text, parameters);
  return rows;
}
