import type { SaleOrder } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { SagaFrame } from '../application/live.ts';
import type { Deps } from '../application/ports.ts';
import { newSaga } from '../domain/saga-view.ts';
import type { SagaDefinition } from '../domain/saga.ts';
import { acceptSagas, findByKeys, keyOf, type Acceptance, type Accepted, type Key } from './accept.ts';
import { firstFrame } from './begin-sagas.ts';
import { inTurn } from './in-turn.ts';

const LARGEST_SET = 500;
/** Checkouts of so many milliseconds go on together from here: one look-up, one call of the catalogue, one acceptance, one of sales. */
const TOGETHER_MS = 20;

/** Begins sagas, and looks them up by key, in sets that form while the set before is on its way to the database. */
export function createAcceptance({
  pool,
  definition,
  sagaById,
  announce,
}: {
  pool: Pool;
  definition: SagaDefinition<SaleOrder>;
  sagaById: Deps['sagaById'];
  announce(frames: readonly SagaFrame[]): void;
}): Pick<Deps, 'accept' | 'orderOf' | 'sagaOfKey'> {
  const find = inTurn<Key, string | null>(
    async (keys) => {
      const found = await findByKeys(pool, keys);
      return keys.map((key) => found.get(keyOf(key)) ?? null);
    },
    LARGEST_SET,
    TOGETHER_MS,
  );

  const begin = inTurn<Acceptance, Accepted>(async (acceptances) => {
    const accepted = await acceptSagas(pool, definition, acceptances);
    announce(
      acceptances.flatMap(({ order }, i): SagaFrame[] => {
        const answer = accepted[i];
        if (!answer || answer instanceof Error || !answer.begunAt) return [];
        return [firstFrame(definition, order, answer.begunAt)];
      }),
    );
    return accepted;
  }, LARGEST_SET);

  const existing = async (id: string) => {
    const saga = await sagaById(id);
    if (!saga) throw new Error(`Saga ${id} is gone although its key is taken.`);
    return saga;
  };

  return {
    async sagaOfKey(key) {
      const id = await find(key);
      return id === null ? null : existing(id);
    },
    async orderOf(sagaId) {
      const { rows } = await pool.query<{ input: SaleOrder }>('SELECT input FROM saga WHERE id = $1', [sagaId]);
      if (!rows[0]) throw new Error(`Saga ${sagaId} is gone although its key is taken.`);
      return rows[0].input;
    },
    async accept(order, idempotencyKey) {
      const { sagaId, begunAt } = await begin({ order, idempotencyKey });
      if (begunAt) return { saga: newSaga(definition, order, begunAt), begun: true };
      return { saga: await existing(sagaId), begun: false };
    },
  };
}
