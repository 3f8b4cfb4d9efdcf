/**
 * npm start: installs and builds what is missing, starts everything in one process beside an embedded PostgreSQL, prints
 * where it is and who can sign in, and stays until Ctrl-C. `--dev` reloads on change, `--fleet` starts each part as a
 * process of its own. Only Node's own modules here: on a fresh clone nothing else is there.
 */
import { watch } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startChild } from './lib/child.mjs';
import { build, install } from './lib/install.mjs';
import {
  dataDir,
  folderFault,
  giveUp,
  nodeFault,
  npmFault,
  ownerFault,
  portFault,
  portOf,
  root,
} from './lib/machine.mjs';
import { done, part, say, table } from './lib/screen.mjs';

const dev = process.argv.includes('--dev');
const fleet = process.argv.includes('--fleet');
const started = performance.now();

const fault =
  nodeFault() ??
  npmFault() ??
  folderFault(root) ??
  folderFault(dataDir(), 'COMPTOIR_DATA_DIR') ??
  ownerFault(dataDir()) ??
  (await portFault(portOf('PORT', 4000), 'PORT')) ??
  (await portFault(portOf('OPS_PORT', 9400), 'OPS_PORT'));
if (fault) giveUp(fault);

say(`Comptoir starts${fleet ? ' as a fleet' : ''} …`);
try {
  await part(
    'packages',
    () => install(),
    (ran) => (ran ? 'installed' : 'up to date'),
  );
  await part('clients and web app', build);
} catch (error) {
  giveUp(error.message);
}

let running = null;
let stopping = false;

async function start() {
  running = startChild(fleet ? 'system/src/fleet.ts' : 'system/src/main.ts', {
    onPart: ({ part: name, ms, detail }) => done(name, ms, detail),
    onNote: (note) => say(`  · ${note}`),
  });
  return running.ready;
}

function stop(signal) {
  if (stopping) return;
  stopping = true;
  say('\nStopping: requests in flight finish first …');
  // In a terminal the whole group got the signal already; a second one does no harm.
  if (running?.child.exitCode === null) running.child.kill(signal);
  webServer?.kill('SIGTERM');
}
process.on('SIGINT', () => stop('SIGINT'));
process.on('SIGTERM', () => stop('SIGTERM'));

let webServer = null;
try {
  const ready = await start();
  table('Where', [...(ready.table ?? []), ['log', running.logFile]]);
  if (ready.accounts?.length) table('Who can sign in', ready.accounts);
  say(`\nReady after ${((performance.now() - started) / 1_000).toFixed(1)} s. Ctrl-C stops it.`);
} catch (error) {
  if (!stopping) giveUp(error.message);
}

if (dev && !stopping) {
  webServer = spawn(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js')], {
    cwd: join(root, 'web'),
    stdio: 'inherit',
    env: { ...process.env, COMPTOIR_URL: `http://localhost:${portOf('PORT', 4000)}` },
  });
  say('The web app that reloads by itself is at the address that vite prints:');
  watchSources();
}

/** Restarts the system when a source changes; the web app reloads by itself (vite). */
function watchSources() {
  let timer = null;
  let restarting = false;
  const changed = (file) => {
    if (!/\.(ts|graphql|sql|prisma)$/.test(file) || /[/\\](generated|test|e2e)[/\\]|\.test\.ts$/.test(file) || stopping)
      return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(file), 150);
  };
  async function restart(file) {
    if (restarting) return changed(file);
    restarting = true;
    say(`\n${file} has changed: starting again …`);
    running.child.kill('SIGTERM');
    await running.exited;
    try {
      await build();
      await start();
    } catch (error) {
      say(`${error.message}\nWaiting for the next change.`);
    }
    restarting = false;
  }
  for (const folder of ['packages', 'subgraphs', 'gateway', 'workers', 'system'])
    watch(join(root, folder), { recursive: true }, (_event, file) => file && changed(join(folder, file)));
}

// A system that ends by itself ends us with its code; in development the next change starts it again.
for (;;) {
  const code = await running.exited;
  if (stopping || !dev) {
    if (!stopping) say(`The system has ended (${code}). Its log: ${running.logFile}`);
    process.exit(stopping ? 0 : code || 1);
  }
  const ended = running;
  while (running === ended && !stopping) await new Promise((again) => setTimeout(again, 200));
}
