import { openEngine } from '../../../subgraphs/sagas/bench/open-engine.ts';
import { checkSagas } from '../../../system/bench/books.ts';
import { openPlain } from '../../../system/bench/plain.ts';
import type { Entry, Racer } from './racer.ts';

/**
 * Plain BullMQ, a job a step (system/bench/plain.ts says which of its advice is followed). By itself it keeps no row and no
 * events of a sale's progress: what it knows is in Redis, and gone with the job. With `records` each step writes them, as all
 * the others do in their ways.
 */
export const bullmq = ({ concurrency, records }: { concurrency: number; records: boolean }): Entry => ({
  name: records ? 'BullMQ, a job a step, with a saga row and events' : 'BullMQ, a job a step',
  // A queue is first in, first out: all that are open go through their steps together, so more of them end in larger waves.
  inFlight: 2 * concurrency,
  poolSize: concurrency,
  async open({ chain, redisUrl, onEnd }): Promise<Racer> {
    const plain = openPlain({ redisUrl, chain, concurrency, records, onEnd });
    const { accept } = openEngine(chain.pools.sagas, chain.steps);
    plain.run();
    return {
      pids: {},
      async submit(orders) {
        if (records) await accept(orders);
        await plain.submit(orders);
      },
      checkOwn: async (orders) => (records ? checkSagas(chain, orders) : undefined),
      stop: plain.stop,
    };
  },
});
