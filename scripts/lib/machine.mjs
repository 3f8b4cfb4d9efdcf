/** What must be true of a machine before anything else is tried. Only Node's own modules here: nothing is installed yet. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const OLDEST = [20, 19];

/** Ends the script with one sentence and the way out. */
export function giveUp(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

export function nodeFault(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `Comptoir needs Node.js ${OLDEST.join('.')} or newer, and this is ${version}. Install a newer one from nodejs.org or with your version manager (nvm install 20), then start again.`;
}

export function npmFault() {
  const { status } = spawnSync(npmCommand(), ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
  return status === 0
    ? null
    : 'npm was not found on the PATH. It comes with Node.js: install Node.js again, or add its folder to PATH.';
}

export const npmCommand = () => (process.platform === 'win32' ? 'npm.cmd' : 'npm');

/** A folder that we must write to, made where it is missing. */
export function folderFault(folder, variable) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return null;
  } catch (error) {
    if (error.code === 'EEXIST' || error.code === 'ENOTDIR')
      return `${folder} is a file, not a folder. Choose another place${variable ? `: ${variable}=/some/folder npm start` : ''}.`;
    const wayOut = variable
      ? ` or name another one: ${variable}=/some/folder npm start`
      : ' or clone the project to a folder of yours';
    return `The folder ${folder} cannot be written to (${error.code ?? error.message}). Give yourself the right to${wayOut}.`;
  }
}

/** A system that runs on this data folder already. */
export function ownerFault(folder) {
  const file = join(folder, 'owner.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (!pid) return null;
  try {
    process.kill(pid, 0);
    const comm = `/proc/${pid}/comm`;
    // A number that was given to another program since.
    if (existsSync(comm) && !readFileSync(comm, 'utf8').startsWith('node')) return null;
  } catch {
    // It is gone: what it left behind is taken over.
    return null;
  }
  return `Comptoir is running on ${folder} (process ${pid}). Stop it first (Ctrl-C in its window, or kill ${pid}), or use another folder: COMPTOIR_DATA_DIR=…`;
}

export function portFault(port, variable) {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return Promise.resolve(`${variable}=${process.env[variable]} is no port: use a number from 1 to 65535.`);
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${error.code})`;
      done(
        `Port ${port} ${why}. Stop that one (see: lsof -i :${port}), or choose another: ${variable}=${port + 10} npm start`,
      );
    });
    server.listen(port, '127.0.0.1', () => server.close(() => done(null)));
  });
}

export const dataDir = () => resolve(root, process.env.COMPTOIR_DATA_DIR || '.data');
export const portOf = (variable, byDefault) => Number(process.env[variable] || byDefault);
export const isInstalled = () => existsSync(resolve(root, 'node_modules', '.package-lock.json'));
