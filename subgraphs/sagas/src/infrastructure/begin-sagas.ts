import { eventVersion } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { isoSql } from '@comptoir/messaging';
import type { SagaFrame } from '../application/live.ts';
import { newSaga } from '../domain/saga-view.ts';
import type { SagaDefinition, SagaInput } from '../domain/saga.ts';

/** A saga to begin: its frozen input under its person's key, and what caused it where that was an event. */
export type Beginning<Input extends SagaInput> = { order: Input; idempotencyKey: string; causationId?: string };

/**
 * Saga and first event in one statement and so in one transaction; a key that is taken inserts nothing. Keys are taken in
 * their order, so that two processes with the same ones wait for each other and never crosswise.
 */
const BEGIN = `
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
  SELECT a.event_id, b.id, 'saga', 1, 'SagaStarted', ${eventVersion('SagaStarted')},
    jsonb_build_object('sagaType', $10::text, 'definitionVersion', $11::int, 'steps', $13::jsonb, 'userId', b.user_id,
      'saleId', b.sale_id, 'storeId', b.store_id, 'transitions', jsonb_build_array(jsonb_build_object('version', 1, 'state', $12::text,
        'at', ${isoSql('b.created_at')}))),
    a.metadata::jsonb
  FROM begun b JOIN asked a ON a.id = b.id
)
SELECT id, created_at AS "createdAt" FROM begun`;

/** Begins sagas of one definition, all in one statement. Answers when those were begun whose key was free, by id of saga. */
export async function beginSagas<Input extends SagaInput>(
  db: Pick<Pool, 'query'>,
  saga: SagaDefinition<Input>,
  beginnings: readonly Beginning<Input>[],
): Promise<Map<string, Date>> {
  const column = <T>(of: (beginning: Beginning<Input>) => T): T[] => beginnings.map(of);
  const { rows } = await db.query<{ id: string; createdAt: Date }>(BEGIN, [
    column(({ order }) => order.sagaId),
    column(({ order }) => order.userId),
    column(({ order }) => order.saleId),
    column(({ order }) => order.storeId),
    column(({ order }) => order.correlationId),
    column(({ idempotencyKey }) => idempotencyKey),
    column(({ order }) => JSON.stringify(order)),
    column(() => uuidv7()),
    column((beginning) => JSON.stringify(metadataOf(beginning))),
    saga.type,
    saga.version,
    saga.states.initial,
    JSON.stringify(saga.steps.map(({ name }) => name)),
  ]);
  return new Map(rows.map(({ id, createdAt }) => [id, createdAt]));
}

const metadataOf = ({ order: { correlationId, userId, traceparent }, causationId }: Beginning<SagaInput>) => ({
  correlationId,
  userId,
  source: 'sagas',
  ...(causationId && { causationId }),
  ...(traceparent && { traceparent }),
});

/** What live subscribers get of a saga that has begun. */
export const firstFrame = (saga: SagaDefinition<never>, order: SagaInput, begunAt: Date): SagaFrame => ({
  key: order.sagaId,
  version: 1,
  event: null,
  saga: newSaga(saga, order, begunAt),
});
