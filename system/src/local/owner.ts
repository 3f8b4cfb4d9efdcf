import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

/**
 * Claims a data folder for this process. Throws, naming the other process, when a living one holds it: two systems on
 * one folder would stop each other's database. Answers the function that gives the folder back.
 */
export function claimFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'owner.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (pid > 0 && pid !== process.pid && isAlive(pid, 'node'))
    throw new Error(
      `The data folder ${dataDir} is in use by process ${pid}. Stop that one (Ctrl-C in its window, or kill ${pid}), or give this one a folder of its own: COMPTOIR_DATA_DIR=…`,
    );
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}
