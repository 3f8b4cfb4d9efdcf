/**
 * npm run test:loss: the long form of the loss suite of packages/messaging, on servers of its own that write to disk as real ones do.
 * Ends with 1 when a run lost, doubled or misplaced an event, or the usual cursor beside it lost none: then it was no storm. With
 * --naive the relay itself reads like that, and the run ends with 1 unless it is caught.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tsImport } from 'tsx/esm/api';
import { say } from './lib/screen.mjs';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    events: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    naive: { type: 'boolean', default: false },
  },
});
if (values.help) {
  say(`npm run test:loss -- [--events N] [--seed N] [--runs N] [--naive]
  --events  how many are committed in a run (100000)
  --seed    of the first run; the next one has the next (1)
  --runs    how many storms (3)
  --naive   let the relay read like the usual cursor, without waiting for gaps to close: it must be caught`);
  process.exit(0);
}

if (values.naive) {
  const { BREAKS } = await tsImport('../system/chaos/breaks.ts', import.meta.url);
  register('../system/chaos/edits-hooks.mjs', import.meta.url, { data: BREAKS['no-horizon'].edits });
}

const { startPostgres } = await tsImport('../system/src/local/postgres.ts', import.meta.url);
const { startRedis } = await tsImport('../system/src/local/redis.ts', import.meta.url);
const dataDir = mkdtempSync(join(tmpdir(), 'comptoir-loss-'));
const postgres = await startPostgres({ dataDir, maxConnections: 200 });
const redis = await startRedis({ dataDir });
const end = async () => {
  await redis.stop();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end().finally(() => process.exit(1)));
try {
  if (!redis.url) throw new Error('The loss suite needs redis-server (Debian: apt-get install redis-server).');
  process.env.TEST_DATABASE_URL = postgres.adminUrl;
  process.env.TEST_REDIS_URL = redis.url;
  const { runLoss } = await tsImport('../packages/messaging/test/loss/run.ts', import.meta.url);
  for (let run = 0; run < Number(values.runs); run++) {
    const seed = Number(values.seed) + run;
    const report = await runLoss({ seed, events: Number(values.events) });
    say(JSON.stringify({ seed, ...report }));
    const isFaulty = Object.values(report.relayed).some((faults) => faults > 0);
    if (isFaulty !== values.naive || report.naive.lost === 0) process.exitCode = 1;
  }
} finally {
  await end();
}
