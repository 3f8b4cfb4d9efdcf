/** npm run reset: empties the data folder, so that the next start begins with a fresh demo chain. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataDir, giveUp } from './lib/machine.mjs';

const folder = dataDir();
const owner = join(folder, 'owner.pid');
if (existsSync(owner)) {
  const pid = Number(readFileSync(owner, 'utf8'));
  let alive = true;
  try {
    process.kill(pid, 0);
  } catch {
    alive = false;
  }
  if (alive) giveUp(`Comptoir is running on ${folder} (process ${pid}). Stop it first (Ctrl-C in its window, or kill ${pid}), then: npm run reset`);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${folder} is empty. The next npm start makes a new demo chain.`);
