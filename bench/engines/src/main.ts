/** This engine beside DBOS, plain BullMQ and Restate. docs/benchmarks.md tells how to read it. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandLine } from '@comptoir/service-kit';
import { totalOf, type Measured } from '../../../system/bench/cpu.ts';
import { startServers, type Servers } from '../../../system/bench/ground.ts';
import { headOf, mark, median, publish, say, spread, table } from '../../../system/bench/report.ts';
import type { Lap } from './lap.ts';

const USAGE = `npm run bench:engines -- [--seconds 30] [--warm-up 10] [--rounds 3] [--engines chunks,singles,bullmq,…] [--write]

This engine beside DBOS, plain BullMQ and Restate: the same four steps of a sale with the same database work, each engine as
its documentation says it is used best, in a process of its own, on the same servers, in turn. After each run the books are
checked. Needs: npm --prefix bench/engines ci
  --engines  which, in which order; all of them where it is not said
  --write    adds the result to docs/benchmarks.md`;

const { values } = commandLine({
  usage: USAGE,
  options: {
    seconds: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    engines: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
if (!existsSync(new URL('../node_modules', import.meta.url))) {
  say('The other engines are not installed. Run: npm --prefix bench/engines ci');
  process.exit(1);
}
const { ENTRIES } = await import('./entries.ts');

const words = values.engines?.split(',') ?? Object.keys(ENTRIES);
const stranger = words.find((word) => !(word in ENTRIES));
if (stranger !== undefined) {
  say(`--engines ${stranger}: there are ${Object.keys(ENTRIES).join(', ')}.`);
  process.exit(2);
}
const runs = new Map<string, Measured[]>(words.map((word) => [word, []]));

const servers = await startServers();
try {
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const word of words) {
      const measured = await lap(word, servers);
      runs.get(word)?.push(measured);
      say(
        `round ${round}, ${word}: ${measured.perSecond.toFixed(0)} orders/s, ${totalOf(measured.cpuMs).toFixed(2)} ms CPU an order; the books agree`,
      );
    }
  const head = `engines, ${values.rounds} rounds of ${values.seconds} s behind ${values['warm-up']} s of warm-up`;
  publish([await headOf(head, servers.adminUrl), ...asPeopleUseThem(), ...likeForLike()], values.write);
} finally {
  await servers.stop();
}

/** Runs one engine once; longer than this it hangs, and is ended. */
async function lap(entry: string, { adminUrl, redisUrl, pids }: Servers): Promise<Measured> {
  const [warmUpSeconds, seconds] = [Number(values['warm-up']), Number(values.seconds)];
  const child = fork(fileURLToPath(new URL('lap.ts', import.meta.url)), {
    execArgv: [...process.execArgv, '--disable-warning=DeprecationWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    timeout: (warmUpSeconds + seconds + 180) * 1_000,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The run of ${entry} ended with ${code ?? signal}.`)));
    child.send({ entry, adminUrl, redisUrl, pids, warmUpSeconds, seconds } satisfies Lap);
  });
}

function asPeopleUseThem(): string[] {
  const all = words.filter((word) => word !== 'singles' && word !== 'bullmq-records');
  return ['As people use them: each with what it is best at.', tableOf(all), ...compared('chunks', all, 10)];
}

function likeForLike(): string[] {
  const all = words.filter((word) => word !== 'chunks');
  return ['Like for like: one saga at a time everywhere.', tableOf(all), ...compared('singles', all, 1)];
}

function tableOf(chosen: readonly string[]): string {
  const part = (of: readonly Measured[], name: string) => median(of.map(({ cpuMs }) => cpuMs[name] ?? 0));
  const columns = ['node', 'postgres', 'redis', 'restate'];
  return table(
    ['engine', 'orders/s (lowest–highest)', 'CPU ms an order (lowest–highest)', ...columns],
    chosen.map((word) => {
      const of = runs.get(word) ?? [];
      const [rates, cpu] = [of.map(({ perSecond }) => perSecond), of.map(({ cpuMs }) => totalOf(cpuMs))];
      return [ENTRIES[word]?.name ?? word, spread(rates), spread(cpu, 2), ...columns.map((name) => part(of, name))];
    }),
  );
}

/** `ours` against each of the others: how many times as many orders a second, and as much CPU an order the others take. */
function compared(ours: string, all: readonly string[], least: number): string[] {
  if (!words.includes(ours)) return [];
  const rate = (word: string) => median((runs.get(word) ?? []).map(({ perSecond }) => perSecond));
  const cpu = (word: string) => median((runs.get(word) ?? []).map(({ cpuMs }) => totalOf(cpuMs)));
  const others = all.filter((word) => word !== ours);
  return [
    others
      .flatMap((word) => [
        mark(`orders/s, times ${ENTRIES[word]?.name}`, rate(ours) / rate(word), { least }),
        mark(`CPU an order, times less than ${ENTRIES[word]?.name}`, cpu(word) / cpu(ours), { least }),
      ])
      .join('\n'),
  ];
}
