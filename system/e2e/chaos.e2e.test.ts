import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LONGEST_MS = 170_000;
/** Between them: a worker, the catalogue and a PostgreSQL session killed, Redis emptied, pauses longer than lease and lock. */
const SEEDS = { from: '31', runs: '2' };

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** The bounded form of `npm run test:chaos`: see docs/chaos.md. */
(hasRedis ? it : it.skip)(
  'what is killed, paused or emptied under load loses nothing and sells nothing twice',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'comptoir-chaos-test-'));
    const out = join(folder, 'results.jsonl');
    const args = ['--runs', SEEDS.runs, '--from', SEEDS.from, '--out', out];
    const run = spawn(process.execPath, ['--import', 'tsx', 'system/chaos/main.ts', ...args], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, complained, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'exit')]);
    expect({ code, said: code === 0 ? '' : said + complained }).toEqual({ code: 0, said: '' });
    const results = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ended: Record<string, number> });
    expect(results).toHaveLength(2);
    for (const { ended } of results) expect(ended.SALE_CONFIRMED).toBeGreaterThan(10);
    rmSync(folder, { recursive: true });
  },
  LONGEST_MS,
);
