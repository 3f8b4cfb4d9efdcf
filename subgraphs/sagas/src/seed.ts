import type { DemoPlan, StepAnswer } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { chunksOf } from '@comptoir/kit';
import { versionSql } from '@comptoir/messaging';
import { afterMove, progressOf, toAdvanceRow } from './application/record.ts';
import type { HeldRow } from './application/saga-store.ts';
import { actionAt, decide } from './domain/machine.ts';
import type { SagaDefinition, SagaInput } from './domain/saga.ts';
import { describedRefund } from './domain/sagas/refund.ts';
import { describedSale } from './domain/sagas/sale.ts';

type SeedEvent = { streamId: string; streamVersion: number; type: string; data: object; metadata: object; at: number };
type PastSaga = { row: HeldRow; key: string; bornAt: Date; events: SeedEvent[] };

/** A saga that went its happy way: its input, the key it began under, and when it did and ended. */
type Past<Input> = { order: Input; seq: number; key: string; bornAt: Date; endedAt: Date };

const DONE: StepAnswer = { outcome: 'done' };
const ROWS_AT_ONCE = 5_000;

/** A saga that went its happy way, moved by the same rules that the engine follows. */
function replay<Input extends SagaInput>(
  definition: SagaDefinition<Input>,
  { order, seq, key, bornAt, endedAt }: Past<Input>,
): PastSaga {
  const { sagaId: id, correlationId, userId, saleId, storeId } = order;
  const { type, version, states, steps } = definition;
  const bornMs = bornAt.getTime();
  const stepMs = (endedAt.getTime() - bornMs) / steps.length;
  const metadata = { correlationId, userId, source: 'seed' };
  const transitions = [{ version: 1, state: states.initial, at: bornAt.toISOString() }];
  const started = {
    sagaType: type,
    definitionVersion: version,
    steps: steps.map(({ name }) => name),
    userId,
    saleId,
    storeId,
    transitions,
  };
  const events: SeedEvent[] = [
    { streamId: id, streamVersion: 1, type: 'SagaStarted', data: started, metadata, at: bornMs },
  ];

  let row: HeldRow = {
    ...{
      id,
      seq,
      definition: definition.key,
      definitionVersion: version,
      type,
      userId,
      saleId,
      storeId,
      correlationId,
      input: order,
    },
    ...{
      state: states.initial,
      version: 1,
      streamVersion: 1,
      epoch: 1,
      attempts: 0,
      cancelRequested: false,
      error: null,
      errorMessage: null,
    },
    ...{ createdAtMs: bornMs, updatedAtMs: bornMs, startedAtMs: bornMs, stepStartedAtMs: bornMs },
  };
  for (let at = 1, action = actionAt(definition, row.state); action; at++, action = actionAt(definition, row.state)) {
    const nowMs = Math.round(bornMs + at * stepMs);
    const written = toAdvanceRow(
      row,
      decide(definition, progressOf(row, nowMs), action, DONE, () => 0),
      nowMs,
      0,
    );
    row = afterMove(row, written, nowMs);
    if (written.event)
      events.push({ ...written.event, streamId: id, streamVersion: row.streamVersion, metadata, at: nowMs });
  }
  return { row, key, bornAt, events };
}

const saleSagas = (sales: DemoPlan['sales']): PastSaga[] =>
  sales.map(({ order, number, createdAt, confirmedAt }) =>
    replay(describedSale, { order, seq: number, key: `seed ${number}`, bornAt: createdAt, endedAt: confirmedAt }),
  );

/** Of the refunds that were approved. */
const refundSagas = (sales: DemoPlan['sales']): PastSaga[] =>
  sales.flatMap(({ refund, number }) => {
    if (!refund?.decision || !refund.completedAt) return [];
    const { order, decision, completedAt } = refund;
    const key = `RefundApproved\t${order.refundId}`;
    return [replay(describedRefund, { order, seq: number, key, bornAt: decision.at, endedAt: completedAt })];
  });

/** Writes the sagas of the demo chain's sales and refunds with their events, in sets. Once only: not on a database that has sagas. */
export async function seed(pool: Pool, { sales }: Pick<DemoPlan, 'sales'>): Promise<void> {
  const past = [...saleSagas(sales), ...refundSagas(sales)].sort((a, b) => a.bornAt.getTime() - b.bornAt.getTime());
  const events = past.flatMap((saga) => saga.events).sort((a, b) => a.at - b.at);
  await inTransaction(pool, async (client) => {
    for (const sagas of chunksOf(past, ROWS_AT_ONCE)) await insertSagas(client, sagas);
    for (const part of chunksOf(events, ROWS_AT_ONCE)) await insertEvents(client, part);
  });
}

async function insertSagas(client: PoolClient, sagas: readonly PastSaga[]): Promise<void> {
  await client.query(
    `INSERT INTO saga (id, type, definition_version, user_id, sale_id, store_id, correlation_id, idempotency_key, input, state, version,
       stream_version, epoch, created_at, due_at, started_at, step_started_at, updated_at, completed_at, done)
     SELECT id, type, definition_version, user_id, sale_id, store_id, correlation_id, idempotency_key, input, state, version, stream_version, 1,
       created_at, updated_at, created_at, updated_at, updated_at, updated_at, true
       FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::jsonb[], $10::text[],
         $11::int[], $12::int[], $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY
         AS s (id, type, definition_version, user_id, sale_id, store_id, correlation_id, idempotency_key, input, state, version, stream_version, created_at, updated_at, n)
      ORDER BY n`,
    [
      sagas.map(({ row }) => row.id),
      sagas.map(({ row }) => row.type),
      sagas.map(({ row }) => row.definitionVersion),
      sagas.map(({ row }) => row.userId),
      sagas.map(({ row }) => row.saleId),
      sagas.map(({ row }) => row.storeId),
      sagas.map(({ row }) => row.correlationId),
      sagas.map(({ key }) => key),
      sagas.map(({ row }) => JSON.stringify(row.input)),
      sagas.map(({ row }) => row.state),
      sagas.map(({ row }) => row.version),
      sagas.map(({ row }) => row.streamVersion),
      sagas.map(({ bornAt }) => bornAt),
      sagas.map(({ row }) => new Date(row.updatedAtMs)),
    ],
  );
}

async function insertEvents(client: PoolClient, events: readonly SeedEvent[]): Promise<void> {
  await client.query(
    `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)
     SELECT md5(type || ' ' || stream_version || ' ' || stream_id)::uuid, stream_id, 'saga', stream_version, type, ${versionSql('type')}, data, metadata, occurred_at
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::timestamptz[]) WITH ORDINALITY
         AS e (stream_id, stream_version, type, data, metadata, occurred_at, n)
      ORDER BY n`,
    [
      events.map((e) => e.streamId),
      events.map((e) => e.streamVersion),
      events.map((e) => e.type),
      events.map((e) => JSON.stringify(e.data)),
      events.map((e) => JSON.stringify(e.metadata)),
      events.map((e) => new Date(e.at)),
    ],
  );
}
