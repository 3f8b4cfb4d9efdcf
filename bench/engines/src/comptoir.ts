import { EventEmitter, once } from 'node:events';
import { checkSagas } from '../../../system/bench/books.ts';
import { openEngine } from '../../../subgraphs/sagas/bench/open-engine.ts';
import type { Entry, Racer } from './racer.ts';

const FINAL = 'SALE_CONFIRMED';
const RETRY_MS = 100;

/** This engine with chunks of at most `chunk` sagas in `loops` loops; what was accepted wakes them. */
export const comptoir = (name: string, { chunk, loops }: { chunk: number; loops: number }): Entry => ({
  name,
  inFlight: Math.max(64, 2 * chunk * loops),
  poolSize: loops + 1,
  async open({ chain, onEnd }): Promise<Racer> {
    const engine = openEngine(chain.pools.sagas, chain.steps);
    const wakes = new EventEmitter().setMaxListeners(loops);
    // Also after a while: a saga may have been told to come back.
    const wake = () => once(wakes, 'wake', { signal: AbortSignal.timeout(RETRY_MS) }).catch(() => undefined);
    let stopping = false;
    const loop = async () => {
      while (!stopping) {
        const { claimed, moved } = await engine.runOnce(chunk);
        for (const { state } of moved) if (state === FINAL) onEnd();
        if (claimed === 0 && !stopping) await wake();
      }
    };
    const running = Promise.all(Array.from({ length: loops }, loop));
    return {
      pids: {},
      async submit(orders) {
        await engine.accept(orders);
        wakes.emit('wake');
      },
      checkOwn: (orders) => checkSagas(chain, orders),
      async stop() {
        stopping = true;
        wakes.emit('wake');
        await running;
      },
    };
  },
});
