import type { SaleOrder } from '@comptoir/contracts';
import { isConflict, type Pool } from '@comptoir/database';
import type { SagaDefinition } from '../domain/saga.ts';
import { beginSagas, type Beginning } from './begin-sagas.ts';

/** A saga to begin: its frozen input under the shopper's key. */
export type Acceptance = Beginning<SaleOrder>;

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
  const begin = () => beginSagas(pool, saga, acceptances);
  const begun = await begin().catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    return begin();
  });
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
