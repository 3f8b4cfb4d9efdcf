import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { BOUNDED_SEEDS } from '../chaos/bounded.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LONGEST_MS = 240_000;
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** `npm run test:chaos` with these options. */
async function chaos(...options: string[]): Promise<{ code: number; said: string }> {
  const run = spawn(process.execPath, ['--import', 'tsx', 'system/chaos/main.ts', ...options], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complained, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'exit')]);
  return { code: code as number, said: said + complained };
}

/** The bounded form of the crash suite: see docs/chaos.md. */
(hasRedis ? describe : describe.skip)('under load', () => {
  it(
    'killed workers, gateway, subgraphs and PostgreSQL, an emptied Redis, wrong clocks and pauses longer than leases lose nothing',
    async () => {
      const { code, said } = await chaos(...BOUNDED_SEEDS.flatMap((seed) => ['--seed', String(seed)]));
      for (const seed of BOUNDED_SEEDS) expect(said).toContain(`ok  seed ${seed}:`);
      expect(said).toContain('all sound');
      expect(code).toBe(0);
    },
    LONGEST_MS,
  );

  it.each(['no-lock', 'no-fence', 'no-idempotency'])(
    'a missing guard is noticed: %s',
    async (guard) => {
      const { code, said } = await chaos('--break', guard, '--runs', '3', '--from', '29', '--minutes', '1');
      expect(said).toContain(`The harness has found that ${guard} is broken.`);
      expect(code).toBe(0);
    },
    LONGEST_MS,
  );
});
