import { openEngine } from '../../subgraphs/sagas/bench/open-engine.ts';
import { checkBooks, checkSagas } from './books.ts';
import { multiplySales } from './bulk.ts';
import { measure, totalOf, type Measured } from './cpu.ts';
import { openChain, startServers, type Chain, type Servers } from './ground.ts';
import { headOf, mark, median, publish, say, spread, table } from './report.ts';

export type FlatOptions = { finished: number; measured: number; rounds: number; loops: number; write: boolean };

/** So many sagas really run before anything is measured or multiplied. */
const FEW = 1_000;
const LARGEST_CHUNK = 128;

/**
 * CPU an order beside a thousand finished sagas, in new databases each round, and beside a million: those are loaded in bulk
 * but for the last `rounds` × `measured`, which are really run. Both in turn.
 */
export async function flat({ finished, measured, rounds, loops, write }: FlatOptions): Promise<void> {
  const servers = await startServers();
  const many = await openChain(servers.adminUrl, loops + 2);
  try {
    await sell(servers, many, FEW, loops);
    const copies = Math.max(1, Math.round((finished - rounds * measured) / FEW) - 1);
    const loaded = performance.now();
    await multiplySales(many, copies);
    say(`${copies * FEW} finished sales loaded in ${((performance.now() - loaded) / 1_000).toFixed(0)} s`);

    const runs = { few: [] as Measured[], many: [] as Measured[] };
    for (let round = 1; round <= rounds; round++) {
      const few = await openChain(servers.adminUrl, loops + 2);
      try {
        await sell(servers, few, FEW, loops);
        runs.few.push(await sell(servers, few, measured, loops));
      } finally {
        await few.drop();
      }
      runs.many.push(await sell(servers, many, measured, loops));
      const [a, b] = [runs.few, runs.many].map((of) => totalOf(of.at(-1)?.cpuMs ?? {}).toFixed(3));
      say(`round ${round}: ${a} ms an order beside few, ${b} ms beside many`);
    }
    const sold = FEW * (1 + copies) + rounds * measured;
    await checkBooks(many, sold);
    await checkSagas(many, sold);

    const all = (of: Measured[]) => of.map(({ cpuMs }) => totalOf(cpuMs));
    const part = (of: Measured[], name: string) => median(of.map(({ cpuMs }) => cpuMs[name] ?? 0));
    const row = (of: Measured[], beside: string) => [
      ...[beside, spread(all(of), 3), part(of, 'node'), part(of, 'postgres')],
      Math.round(median(of.map(({ perSecond }) => perSecond))),
    ];
    publish(
      [
        await headOf(`flatness, ${rounds} rounds of ${measured} orders`, servers.adminUrl),
        table(
          ['finished sagas', 'CPU ms an order (lowest–highest)', 'node', 'PostgreSQL', 'orders/s'],
          [row(runs.few, `from ${FEW} on`), row(runs.many, `up to ${sold}`)],
        ),
        mark('CPU an order beside many against few', median(all(runs.many)) / median(all(runs.few)), { most: 1.3 }),
      ],
      write,
    );
  } finally {
    await many.drop();
    await servers.stop();
  }
}

/** Accepts so many orders and carries them out; what is measured is the second. */
async function sell(
  { pids: { postgres = 0 } }: Servers,
  chain: Chain,
  count: number,
  loops: number,
): Promise<Measured> {
  const engine = openEngine(chain.pools.sagas, chain.steps);
  await engine.accept(await chain.openOrders(count));
  return measure({ node: process.pid, postgres }, async () => {
    await engine.drain(LARGEST_CHUNK, loops);
    return count;
  });
}
