import { setTimeout as wait } from 'node:timers/promises';
import { inTransaction, isConflict, type Pool, type PoolClient } from '@comptoir/database';
import { eventParameters } from '@comptoir/messaging';
import type {
  Hold,
  HoldStore,
  HoldTransaction,
  StepRecord,
  StepWrites,
  StockFigures,
} from '../application/hold-store.ts';
import { stockKey } from '../domain/reservation.ts';
import { CHECK_SALE, LOCK_EXPIRED, LOCK_HOLDS, LOCK_STOCK, WRITE_STEP } from './hold-statements.ts';

const TRIES = 8;
const LONGEST_PAUSE_MS = 25;

type HoldRow = Omit<Hold, 'lines'> & { productIds: string[]; quantities: number[] };

const holdsById = (rows: HoldRow[]): Map<string, Hold> =>
  new Map(
    rows.map(({ productIds, quantities, ...hold }) => [
      hold.id,
      { ...hold, lines: productIds.map((productId, i) => ({ productId, quantity: quantities[i] ?? 0 })) },
    ]),
  );

const writeParameters = ({ movements, opened, closed, records, events }: StepWrites): unknown[] => [
  movements.map((m) => m.storeId),
  movements.map((m) => m.productId),
  movements.map((m) => m.onHand),
  movements.map((m) => m.reserved),
  movements.map((m) => m.sold),
  movements.map((m) => m.returned ?? 0),
  movements.map((m) => m.told ?? 0),
  opened.map((h) => h.id),
  opened.map((h) => h.sagaId),
  opened.map((h) => h.saleId),
  opened.map((h) => h.storeId),
  opened.map((h) => h.userId),
  opened.map((h) => h.correlationId),
  opened.map((h) => h.traceparent),
  opened.map((h) => `{${h.lines.map((l) => l.productId).join(',')}}`),
  opened.map((h) => `{${h.lines.map((l) => l.quantity).join(',')}}`),
  opened.map((h) => h.expiresAt),
  closed.map((c) => c.id),
  closed.map((c) => c.state),
  records.map((r) => r.sagaId),
  records.map((r) => r.step),
  records.map((r) => r.direction),
  records.map((r) => r.outcome),
  records.map((r) => r.detail && JSON.stringify(r.detail)),
  ...eventParameters(events),
];

function transactionOn(client: PoolClient): HoldTransaction {
  return {
    async answers(step, direction, sagaIds) {
      const { rows } = await client.query<StepRecord>(
        `SELECT saga_id AS "sagaId", step, direction, outcome, detail FROM step_log
         WHERE saga_id = ANY($1::uuid[]) AND step = $2 AND direction = $3`,
        [sagaIds, step, direction],
      );
      return new Map(rows.map((row) => [row.sagaId, row]));
    },
    async lockHolds(ids) {
      if (ids.length === 0) return new Map();
      return holdsById((await client.query<HoldRow>(LOCK_HOLDS, [[...ids].sort()])).rows);
    },
    async lockExpired(limit) {
      return holdsById((await client.query<HoldRow>(LOCK_EXPIRED, [limit])).rows);
    },
    async lockStock(pairs) {
      const ordered = new Map(pairs.map((pair) => [stockKey(pair.storeId, pair.productId), pair]));
      const keys = [...ordered.keys()].sort();
      const { rows } = await client.query<{
        storeId: string;
        productId: string;
        onHand: number;
        reserved: number;
        streamVersion: number;
        now: Date;
      }>(LOCK_STOCK, [keys.map((key) => ordered.get(key)?.storeId), keys.map((key) => ordered.get(key)?.productId)]);
      return {
        shelves: new Map(
          rows.map((r) => [stockKey(r.storeId, r.productId), { onHand: r.onHand, reserved: r.reserved }]),
        ),
        streamVersions: new Map(rows.map((r) => [stockKey(r.storeId, r.productId), r.streamVersion])),
        now: rows.at(-1)?.now ?? new Date(0),
      };
    },
    async eventsOf(ids) {
      const { rows } = await client.query<{ id: string; told: number }>(
        'SELECT stream_id AS id, max(stream_version) AS told FROM event WHERE stream_id = ANY($1::uuid[]) GROUP BY stream_id',
        [ids],
      );
      return new Map(rows.map(({ id, told }) => [id, told]));
    },
    async write(writes) {
      const { rows } = await client.query<StockFigures>(WRITE_STEP, writeParameters(writes));
      if (rows.length !== writes.movements.length)
        throw new Error(
          `Of ${writes.movements.length} shelves that a step moves, ${rows.length} were there and locked.`,
        );
      return rows;
    },
  };
}

/** Reservations and stock in PostgreSQL, by set-based statements. */
export function postgresHoldStore(pool: Pool): HoldStore {
  return {
    async bar(step, sagaIds) {
      await pool.query(
        `INSERT INTO step_log (saga_id, step, direction, outcome)
         SELECT id, $2, 'do', 'barred' FROM unnest($1::uuid[]) AS saga(id) ORDER BY id ON CONFLICT DO NOTHING`,
        [sagaIds, step],
      );
    },
    async transact(work) {
      for (let tries = 1; ; tries++) {
        try {
          return await inTransaction(pool, (client) => work(transactionOn(client), tries));
        } catch (error) {
          if (!isConflict(error) || tries === TRIES) throw error;
          await wait(Math.random() * LONGEST_PAUSE_MS);
        }
      }
    },
    async check(pairs) {
      const { rows } = await pool.query<{
        storeId: string;
        productId: string;
        onHand: number | null;
        reserved: number | null;
        saleable: boolean;
        open: boolean;
      }>(CHECK_SALE, [pairs.map((p) => p.storeId), pairs.map((p) => p.productId)]);
      return {
        shelves: new Map(
          rows.map((r) => [stockKey(r.storeId, r.productId), { onHand: r.onHand ?? 0, reserved: r.reserved ?? 0 }]),
        ),
        closedStores: new Set(rows.filter((r) => !r.open).map((r) => r.storeId)),
        unsaleable: new Set(rows.filter((r) => !r.saleable).map((r) => r.productId)),
      };
    },
  };
}
