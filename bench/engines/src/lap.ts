/** One engine, one run, in a process of its own: started by main.ts, which reads what it sends. */
import { setTimeout as wait } from 'node:timers/promises';
import { checkBooks } from '../../../system/bench/books.ts';
import { measure, type Measured } from '../../../system/bench/cpu.ts';
import { openChain } from '../../../system/bench/ground.ts';
import { ENTRIES } from './entries.ts';
import type { Racer } from './racer.ts';

export type Lap = {
  entry: string;
  adminUrl: string;
  redisUrl: string;
  pids: Record<string, number>;
  warmUpSeconds: number;
  seconds: number;
};

const LAST_ORDERS_MS = 60_000;

async function run({ entry: word, adminUrl, redisUrl, pids, warmUpSeconds, seconds }: Lap): Promise<Measured> {
  const entry = ENTRIES[word];
  if (!entry) throw new Error(`There is no engine "${word}": ${Object.keys(ENTRIES).join(', ')}.`);
  const chain = await openChain(adminUrl, entry.poolSize);
  let [submitted, ended] = [0, 0];
  let racer: Racer | undefined;

  /** Keeps the engine full for a while. Answers how many orders ended in that time. */
  async function race(forSeconds: number, { submit }: Racer): Promise<number> {
    const before = ended;
    const until = performance.now() + forSeconds * 1_000;
    while (performance.now() < until) {
      const missing = entry!.inFlight - (submitted - ended);
      // As soon as an eighth is free, so that engines which take sets get sets.
      if (missing < entry!.inFlight / 8) await wait(1);
      else {
        submitted += missing;
        await submit(Array.from({ length: missing }, chain.newOrder));
      }
    }
    return ended - before;
  }

  try {
    racer = await entry.open({ chain, adminUrl, redisUrl, onEnd: () => void ended++ });
    await race(warmUpSeconds, racer);
    const running = racer;
    const measured = await measure({ node: process.pid, ...pids, ...racer.pids }, () => race(seconds, running));
    const until = Date.now() + LAST_ORDERS_MS;
    while (ended < submitted && Date.now() < until) await wait(20);
    await racer.checkOwn(submitted);
    await checkBooks(chain, submitted);
    return measured;
  } finally {
    await racer?.stop();
    await chain.drop();
  }
}

// Whoever started it is gone.
process.once('disconnect', () => process.exit(1));
process.once('message', (lap: Lap) => {
  run(lap).then(
    (measured) => process.send?.(measured, undefined, undefined, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
