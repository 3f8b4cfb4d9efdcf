import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { Servers } from '../ground.ts';
import { auditGround } from './audit-ground.ts';
import { megabytes, watched } from './watched.ts';

const CHECK = fileURLToPath(new URL('../../../subgraphs/audit/src/verify-file.ts', import.meta.url));

/** The whole chain as a file: how fast it comes, what it takes of memory, and how long it takes to be checked offline. */
export async function exported(servers: Servers, { events: wanted }: { events: number }): Promise<string[]> {
  const lines: string[] = [];
  const ground = await auditGround(servers, wanted);
  const folder = mkdtempSync(join(tmpdir(), 'bench-export-'));
  const key = join(folder, 'key.json');
  writeFileSync(key, ground.publicKey);

  async function make(name: string, file: string): Promise<string> {
    const make = ground.downloads[name];
    if (!make) throw new Error(`The audit context has no download "${name}".`);
    const { seconds, beforeMb, peakMb } = await watched(async () => {
      const { body } = await make(ground.request(), new URLSearchParams());
      await pipeline(Readable.from(body, { objectMode: true, highWaterMark: 1 }), createWriteStream(file));
    });
    const rate = Math.round(ground.stored() / seconds);
    return `${ground.stored()} events, ${megabytes(statSync(file).size)} MB, ${rate} rows/s, RSS ${beforeMb} MB before, ${peakMb} MB at most`;
  }

  async function check(file: string): Promise<string> {
    const start = performance.now();
    const checking = spawn(process.execPath, ['--import', 'tsx', CHECK, file, '--key', key], { stdio: 'ignore' });
    const [code] = (await once(checking, 'exit')) as [number];
    if (code !== 0) throw new Error(`${file} does not hold.`);
    return `checked offline in ${((performance.now() - start) / 1_000).toFixed(1)} s`;
  }

  try {
    await ground.fill();
    for (const name of ['events.json', 'events.csv', 'log.csv']) {
      const file = join(folder, name);
      const made = await make(name, file);
      lines.push(`- export ${name}: ${made}${name.startsWith('events') ? `; ${await check(file)}` : ''}`);
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await ground.drop();
  }
  return lines;
}
