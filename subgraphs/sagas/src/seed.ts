import type { DemoPlan, DemoSale, StepAnswer } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { chunksOf } from '@comptoir/kit';
import { afterMove, progressOf, toAdvanceRow } from './application/record.ts';
import type { HeldRow } from './application/saga-store.ts';
import { actionAt, decide } from './domain/machine.ts';
import { describedSale } from './domain/sagas/sale.ts';

type SeedEvent = { streamId: string; streamVersion: number; type: string; data: object; metadata: object; at: number };
type PastSaga = { sale: DemoSale; row: HeldRow; events: SeedEvent[] };

const DONE: StepAnswer = { outcome: 'done' };
const ROWS_AT_ONCE = 5_000;

/** The saga of a sale that went its happy way, moved by the same rules that the engine follows. */
function replay(sale: DemoSale): PastSaga {
  const { order, number, createdAt, confirmedAt } = sale;
  const { sagaId: id, correlationId, userId, saleId, storeId } = order;
  const { key, type, version, states, steps } = describedSale;
  const bornMs = createdAt.getTime();
  const stepMs = (confirmedAt.getTime() - bornMs) / steps.length;
  const metadata = { correlationId, userId, source: 'seed' };
  const transitions = [{ version: 1, state: states.initial, at: createdAt.toISOString() }];
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
      seq: number,
      definition: key,
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
  for (
    let at = 1, action = actionAt(describedSale, row.state);
    action;
    at++, action = actionAt(describedSale, row.state)
  ) {
    const nowMs = Math.round(bornMs + at * stepMs);
    const written = toAdvanceRow(
      row,
      decide(describedSale, progressOf(row, nowMs), action, DONE, () => 0),
      nowMs,
      0,
    );
    row = afterMove(row, written, nowMs);
    if (written.event)
      events.push({ ...written.event, streamId: id, streamVersion: row.streamVersion, metadata, at: nowMs });
  }
  return { sale, row, events };
}

/** Writes the sagas of the demo chain's sales with their events, in sets. Once only: not on a database that has sagas. */
export async function seed(pool: Pool, { sales }: Pick<DemoPlan, 'sales'>): Promise<void> {
  const past = sales.map(replay);
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
     SELECT id, $1, $2, user_id, sale_id, store_id, correlation_id, idempotency_key, input, state, version, stream_version, 1,
       created_at, updated_at, created_at, updated_at, updated_at, updated_at, true
       FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::jsonb[], $10::text[], $11::int[], $12::int[],
         $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY
         AS s (id, user_id, sale_id, store_id, correlation_id, idempotency_key, input, state, version, stream_version, created_at, updated_at, n)
      ORDER BY n`,
    [
      describedSale.type,
      describedSale.version,
      sagas.map(({ row }) => row.id),
      sagas.map(({ row }) => row.userId),
      sagas.map(({ row }) => row.saleId),
      sagas.map(({ row }) => row.storeId),
      sagas.map(({ row }) => row.correlationId),
      sagas.map(({ sale }) => `seed ${sale.number}`),
      sagas.map(({ row }) => JSON.stringify(row.input)),
      sagas.map(({ row }) => row.state),
      sagas.map(({ row }) => row.version),
      sagas.map(({ row }) => row.streamVersion),
      sagas.map(({ sale }) => sale.createdAt),
      sagas.map(({ row }) => new Date(row.updatedAtMs)),
    ],
  );
}

async function insertEvents(client: PoolClient, events: readonly SeedEvent[]): Promise<void> {
  await client.query(
    `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)
     SELECT md5(type || ' ' || stream_version || ' ' || stream_id)::uuid, stream_id, 'saga', stream_version, type, 1, data, metadata, occurred_at
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
