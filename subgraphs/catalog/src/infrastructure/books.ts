import { inTransaction } from '@comptoir/database';
import { recordCorrection, type WorkerBase } from '@comptoir/messaging';
import type { StockFigures, StockPair } from '../application/hold-store.ts';
import { releaseLostHolds } from '../application/sale-steps/release-lost-holds.ts';
import { createAnnounce } from './announce.ts';
import * as statements from './book-statements.ts';
import { postgresHoldStore } from './hold-store.ts';

/** A reservation as reconciliation compares it. */
export type ReservationFacts = {
  id: string;
  sagaId: string;
  saleId: string;
  storeId: string;
  state: 'HELD' | 'SOLD' | 'RELEASED';
  /** Milliseconds since its time was over; below 0 while it lasts. */
  overdueMs: number;
  /** What it holds or held, by product. */
  units: Record<string, number>;
};

/** A stock level beside what its reservations add up to. */
export type LevelFacts = StockPair & {
  onHand: number;
  reserved: number;
  received: number;
  sold: number;
  returned: number;
  heldByReservations: number;
  soldByReservations: number;
};

type Named = { id: string; sagaId: string };

/** The books of the catalogue: read to be compared with those of others, and mended where they are wrong. */
export type CatalogBooks = {
  /** Levels that do not balance, and those that something came back to. Adds all reservations up. */
  levels(): Promise<LevelFacts[]>;
  reservations(ids: readonly string[]): Promise<ReservationFacts[]>;
  /** Reservations by id, which is by age. */
  reservationsAfter(id: string, limit: number): Promise<Named[]>;
  held(): Promise<Named[]>;
  /** Gives back what nobody will confirm any more. Recorded as StockReleased. */
  releaseHold(reservationId: string): Promise<void>;
  /** Sets `reserved` of a level to what reservations hold of it. Recorded as BooksCorrected. */
  correctReserved(pair: StockPair): Promise<void>;
};

/** Sums over all reservations take longer than any statement of a sale may, and read what no index is for. */
const PATIENTLY = `SET LOCAL statement_timeout = '10min'; SET LOCAL enable_seqscan = on`;
const LEVELS = { text: statements.LEVELS, query_timeout: 600_000 };

/** The books in PostgreSQL. */
export function catalogBooks({ pool, bus }: Pick<WorkerBase, 'pool' | 'bus'>): CatalogBooks {
  const holds = postgresHoldStore(pool);
  const committed = createAnnounce(bus);

  return {
    levels: () =>
      inTransaction(pool, async (client) => {
        await client.query(PATIENTLY);
        return (await client.query<LevelFacts>(LEVELS)).rows;
      }),
    reservations: async (ids) => (await pool.query<ReservationFacts>(statements.RESERVATIONS, [ids])).rows,
    reservationsAfter: async (id, limit) => (await pool.query<Named>(statements.RESERVATION_PAGE, [id, limit])).rows,
    held: async () => (await pool.query<Named>(statements.HELD)).rows,
    releaseHold: async (id) => void (await releaseLostHolds({ holds, committed }, [id])),
    async correctReserved({ storeId, productId }) {
      const corrected = await inTransaction(pool, async (client) => {
        // Whoever holds or releases locks the level before: nothing can change behind this lock.
        const { rows } = await client.query<{ reserved: number }>(
          'SELECT reserved FROM stock WHERE store_id = $1 AND product_id = $2 FOR UPDATE',
          [storeId, productId],
        );
        const before = rows[0]?.reserved;
        const sum = await client.query<{ held: number }>(statements.HELD_OF_LEVEL, [storeId, productId]);
        const after = sum.rows[0]?.held ?? 0;
        if (before === undefined || before === after) return [];
        const changed = await client.query<StockFigures>(
          `UPDATE stock s SET reserved = $3, version = version + 1, updated_at = clock_timestamp()
            WHERE store_id = $1 AND product_id = $2
            RETURNING store_id AS "storeId", product_id AS "productId", on_hand AS "onHand", reserved, version, updated_at AS "updatedAt"`,
          [storeId, productId, after],
        );
        await recordCorrection(client, 'catalog', {
          difference: 'STOCK_RESERVED',
          about: { storeId, productId },
          before: { reserved: before },
          after: { reserved: after },
        });
        return changed.rows;
      });
      committed(corrected);
    },
  };
}
