import type { SaleOrder } from '@comptoir/contracts';
import { isConflict, type Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import type { SagaDefinition } from '../domain/saga.ts';

/** A saga to begin: its frozen input under the shopper's key. */
export type Acceptance = { order: SaleOrder; idempotencyKey: string };

/**
 * Saga and first event in one statement and so in one transaction; a key that is taken inserts nothing. Keys are taken in
 * their order, so that two processes with the same ones wait for each other and never crosswise.
 */
const ACCEPT = `
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::text[])
    WITH ORDINALITY AS t(id, user_id, sale_id, store_id, correlation_id, idempotency_key, input, event_id, metadata, n)
), begun AS (
  INSERT INTO saga (id, type, definition_version, user_id, sale_id, store_id, correlation_id, idempotency_key, input, state)
  SELECT id, $10, $11, user_id, sale_id, store_id, correlation_id, idempotency_key, input::jsonb, $12 FROM asked ORDER BY user_id, idempotency_key, n
  ON CONFLICT (user_id, idempotency_key) DO NOTHING
  RETURNING id, user_id, sale_id, store_id, created_at
), told AS (
  INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
  SELECT a.event_id, b.id, 'saga', 1, 'SagaStarted', 1,
    jsonb_build_object('sagaType', $10::text, 'definitionVersion', $11::int, 'steps', $13::jsonb, 'userId', b.user_id,
      'saleId', b.sale_id, 'storeId', b.store_id, 'transitions', jsonb_build_array(jsonb_build_object('version', 1, 'state', $12::text,
        'at', to_char(b.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))),
    a.metadata::jsonb
  FROM begun b JOIN asked a ON a.id = b.id
)
SELECT id, created_at AS "createdAt" FROM begun`;

/** The saga of an acceptance: a new one with its time of birth, or the one that the key began before (null). */
export type Accepted = { sagaId: string; begunAt: Date | null };

/**
 * Begins sagas, all in one statement. Answers the saga of each, in their order: a new one, or the one that the same person
 * began with the same key before. An Error stands for one that cannot be told, so that it fails alone.
 */
export async function acceptSagas(
  pool: Pool,
  saga: SagaDefinition<SaleOrder>,
  acceptances: readonly Acceptance[],
): Promise<(Accepted | Error)[]> {
  const column = <T>(of: (acceptance: Acceptance) => T): T[] => acceptances.map(of);
  const values = [
    column(({ order }) => order.sagaId),
    column(({ order }) => order.userId),
    column(({ order }) => order.saleId),
    column(({ order }) => order.storeId),
    column(({ order }) => order.correlationId),
    column(({ idempotencyKey }) => idempotencyKey),
    column(({ order }) => JSON.stringify(order)),
    column(() => uuidv7()),
    column(({ order }) => JSON.stringify(metadataOf(order))),
    saga.type,
    saga.version,
    saga.states.initial,
    JSON.stringify(saga.steps.map(({ name }) => name)),
  ];
  const ask = () => pool.query<{ id: string; createdAt: Date }>(ACCEPT, values);
  const { rows } = await ask().catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    return ask();
  });
  const begun = new Map(rows.map(({ id, createdAt }) => [id, createdAt]));
  const others = acceptances.filter(({ order }) => !begun.has(order.sagaId));
  const earlier = await findByKeys(
    pool,
    others.map(({ order, idempotencyKey }) => ({ userId: order.userId, idempotencyKey })),
  );
  return acceptances.map(({ order, idempotencyKey }) => {
    const begunAt = begun.get(order.sagaId);
    if (begunAt) return { sagaId: order.sagaId, begunAt };
    const sagaId = earlier.get(keyOf({ userId: order.userId, idempotencyKey }));
    if (!sagaId) return new Error(`The saga of a key that is taken cannot be read (saga ${order.sagaId}).`);
    return { sagaId, begunAt: null };
  });
}

const metadataOf = ({ correlationId, userId, traceparent }: SaleOrder) => ({
  correlationId,
  userId,
  source: 'sagas',
  ...(traceparent && { traceparent }),
});

/** A key is a person's own: others may use the same. */
export type Key = { userId: string; idempotencyKey: string };
export const keyOf = ({ userId, idempotencyKey }: Key): string => `${userId} ${idempotencyKey}`;

/** Ids of sagas by `keyOf`. */
export async function findByKeys(pool: Pool, keys: readonly Key[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const { rows } = await pool.query<{ id: string; userId: string; idempotencyKey: string }>(
    `SELECT s.id, s.user_id AS "userId", s.idempotency_key AS "idempotencyKey"
       FROM unnest($1::uuid[], $2::text[]) AS k(user_id, idempotency_key)
       CROSS JOIN LATERAL (SELECT * FROM saga s WHERE s.user_id = k.user_id AND s.idempotency_key = k.idempotency_key OFFSET 0) s`,
    [keys.map((k) => k.userId), keys.map((k) => k.idempotencyKey)],
  );
  return new Map(rows.map(({ id, ...key }) => [keyOf(key), id]));
}
