import type { Pool } from '@comptoir/database';
import type { SagaStore } from '../application/saga-store.ts';
import { advance } from './advance.ts';
import { claim } from './claim.ts';
import { countOpen } from './open-sagas.ts';

/** Sagas in PostgreSQL, for the engine. */
export const postgresSagaStore = (pool: Pool): SagaStore => ({
  claim: (limit, leaseMs, definitions) => claim(pool, limit, leaseMs, definitions),
  advance: (rows) => advance(pool, rows),
  countOpen: () => countOpen(pool),
});
