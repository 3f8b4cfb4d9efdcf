import { EventEmitter, once } from 'node:events';
import { openEngine } from '../../subgraphs/sagas/bench/open-engine.ts';
import { checkBooks, checkSagas } from './books.ts';
import { measure, totalOf, type Measured } from './cpu.ts';
import { openChain, startServers, type Chain, type Servers } from './ground.ts';
import { openPlain } from './plain.ts';
import { headOf, mark, median, publish, say, spread, table } from './report.ts';

export type AloneOptions = { orders: number; rounds: number; loops: number; concurrency: number; write: boolean };

/** One by one is slow: a tenth of the orders tell as much. */
const SINGLES = 10;
const LONGEST_MS = 600_000;

/**
 * Stage (c): sagas that are written already, their sales opened as a checkout does, the steps of catalogue and sales on real
 * databases, all in this process. Beside it, in turn, the engine with one saga at a time and the plain design.
 */
export async function engineAlone({ orders, rounds, loops, concurrency, write }: AloneOptions): Promise<void> {
  const servers = await startServers();
  try {
    const few = Math.ceil(orders / SINGLES);
    const designs = {
      'chunks of 128': () => drained(servers, { orders, chunk: 128, loops }),
      'chunks of 1': () => drained(servers, { orders: few, chunk: 1, loops: concurrency }),
      'a job a step': () => jobAStep(servers, { orders: few, concurrency }),
    };
    const runs = new Map<string, Measured[]>(Object.keys(designs).map((name) => [name, []]));
    // V8 goes on making the process faster for some ten thousand orders: a round of each that does not count.
    for (const run of Object.values(designs)) await run();
    for (let round = 1; round <= rounds; round++)
      for (const [name, run] of Object.entries(designs)) {
        const measured = await run();
        runs.get(name)?.push(measured);
        say(
          `round ${round}, ${name}: ${measured.perSecond.toFixed(0)} orders/s, ${totalOf(measured.cpuMs).toFixed(2)} ms`,
        );
      }

    const rate = (name: keyof typeof designs) => median((runs.get(name) ?? []).map(({ perSecond }) => perSecond));
    const cpu = (of: Measured[], name: string) => median(of.map(({ cpuMs }) => cpuMs[name] ?? 0));
    publish(
      [
        await headOf(`engine alone, ${orders} orders, ${loops} loops, ${rounds} rounds`, servers.adminUrl),
        table(
          ['design', 'orders/s (lowest–highest)', 'node ms', 'PostgreSQL ms', 'Redis ms'],
          [...runs].map(([name, of]) => [
            ...[name, spread(of.map(({ perSecond }) => perSecond))],
            ...[cpu(of, 'node'), cpu(of, 'postgres'), cpu(of, 'redis')],
          ]),
        ),
        `A job a step: ${concurrency} jobs at once; chunks of 1: as many loops. CPU is milliseconds an order.`,
        [
          mark('(c) engine alone, orders/s', rate('chunks of 128'), { least: 2_500 }),
          mark('(c) times the plain design', rate('chunks of 128') / rate('a job a step'), { least: 5 }),
        ].join('\n'),
      ],
      write,
    );
  } finally {
    await servers.stop();
  }
}

type Drain = { orders: number; chunk: number; loops: number };

async function drained(servers: Servers, { orders, chunk, loops }: Drain): Promise<Measured> {
  const chain = await openChain(servers.adminUrl, loops + 2);
  try {
    const engine = openEngine(chain.pools.sagas, chain.steps);
    const drain = async (count: number) => {
      await engine.accept(await chain.openOrders(count));
      return measure({ node: process.pid, ...servers.pids }, async () => {
        await engine.drain(chunk, loops);
        return count;
      });
    };
    const warmUp = Math.ceil(orders / 5);
    await drain(warmUp);
    const measured = await drain(orders);
    await checkBooks(chain, warmUp + orders);
    await checkSagas(chain, warmUp + orders);
    return measured;
  } finally {
    await chain.drop();
  }
}

async function jobAStep(
  servers: Servers,
  { orders, concurrency }: { orders: number; concurrency: number },
): Promise<Measured> {
  const chain = await openChain(servers.adminUrl, concurrency);
  try {
    const warmUp = Math.ceil(orders / 5);
    await runPlain(servers, chain, concurrency, warmUp);
    const measured = await runPlain(servers, chain, concurrency, orders);
    await checkBooks(chain, warmUp + orders);
    await checkSagas(chain, warmUp + orders);
    return measured;
  } finally {
    await chain.drop();
  }
}

async function runPlain(servers: Servers, chain: Chain, concurrency: number, count: number): Promise<Measured> {
  const ends = new EventEmitter();
  let ended = 0;
  const onEnd = () => ++ended === count && ends.emit('all');
  const plain = openPlain({ redisUrl: servers.redisUrl, chain, concurrency, records: true, onEnd });
  try {
    const orders = await chain.openOrders(count);
    await openEngine(chain.pools.sagas, chain.steps).accept(orders);
    await plain.submit(orders);
    return await measure({ node: process.pid, ...servers.pids }, async () => {
      plain.run();
      await once(ends, 'all', { signal: AbortSignal.timeout(LONGEST_MS) });
      return count;
    });
  } finally {
    await plain.stop();
  }
}
