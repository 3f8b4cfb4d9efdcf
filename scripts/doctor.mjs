/** npm run doctor: what this machine has and lacks, a line each, with the way out. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dataDir, folderFault, isInstalled, nodeFault, npmFault, portFault, portOf, root } from './lib/machine.mjs';

const has = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const lines = [
  ['Node.js', nodeFault(), process.versions.node],
  ['npm', npmFault(), 'found'],
  ['project folder', folderFault(root), root],
  ['data folder', folderFault(dataDir(), 'COMPTOIR_DATA_DIR'), dataDir()],
  ['public port', await portFault(portOf('PORT', 4000), 'PORT'), 'free'],
  ['ops port', await portFault(portOf('OPS_PORT', 9400), 'OPS_PORT'), 'free'],
];
const optional = [
  ['packages', isInstalled(), 'npm start installs them'],
  [
    'redis-server',
    has('redis-server'),
    'npm start does without; the fleet and its tests need it: install redis-server or set REDIS_URL',
  ],
  ['Chromium', Boolean(chromium), 'the browser journey is skipped without it: install chromium'],
  ['promtool', has('promtool'), 'checks of alert rules are skipped without it: install prometheus'],
  ['Docker', has('docker'), 'only docker compose up needs it'],
];

for (const [name, fault, found] of lines) console.log(`${fault ? '✗' : '✓'} ${name.padEnd(15)} ${fault ?? found}`);
for (const [name, found, without] of optional)
  console.log(`${found ? '✓' : '–'} ${name.padEnd(15)} ${found ? 'found' : `missing: ${without}`}`);
process.exitCode = lines.some(([, fault]) => fault) ? 1 : 0;
