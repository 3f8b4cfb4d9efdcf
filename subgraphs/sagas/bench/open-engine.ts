import { setTimeout as wait } from 'node:timers/promises';
import type { SaleOrder } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import { chunksOf } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { createLogger } from '@comptoir/telemetry';
import { buildSagaEngine, type SagaEngine } from '../src/application/engine.ts';
import { saleSaga } from '../src/domain/sagas/sale.ts';
import { acceptSagas } from '../src/infrastructure/accept.ts';
import { createAnnounce } from '../src/infrastructure/announce.ts';
import { postgresSagaStore } from '../src/infrastructure/saga-store.ts';
import { sagasTelemetry } from '../src/telemetry/events.ts';

const ACCEPTED_AT_ONCE = 500;
/** What was told to come back is looked for so often. */
const RETRY_MS = 25;

export type BenchEngine = SagaEngine & {
  /** Writes the sagas of these orders, as a checkout does. */
  accept(orders: readonly SaleOrder[]): Promise<void>;
  /** Empties the backlog with so many loops, each with a chunk of at most `chunk` sagas in hand. */
  drain(chunk: number, loops: number): Promise<void>;
};

/** The engine on a database, without a queue that wakes it. */
export function openEngine(pool: Pool, ports: Parameters<typeof saleSaga>[0]): BenchEngine {
  const saga = saleSaga(ports);
  const store = postgresSagaStore(pool);
  const { runOnce } = buildSagaEngine({
    store,
    definitions: [saga],
    announce: createAnnounce(memoryBus()),
    telemetry: sagasTelemetry('bench', createLogger('bench', 'warn')),
  });
  return {
    runOnce,
    async accept(orders) {
      for (const part of chunksOf(orders, ACCEPTED_AT_ONCE))
        await acceptSagas(
          pool,
          saga,
          part.map((order) => ({ order, idempotencyKey: order.sagaId })),
        );
    },
    async drain(chunk, loops) {
      const loop = async () => {
        while ((await runOnce(chunk)).claimed > 0);
      };
      let open: number;
      do {
        await Promise.all(Array.from({ length: loops }, loop));
        open = (await store.countOpen()).reduce((sum, { active, parked }) => sum + active - parked, 0);
        if (open > 0) await wait(RETRY_MS);
      } while (open > 0);
    },
  };
}
