/** Installs and builds what is missing, and nothing when nothing is. Only Node's own modules here. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, root } from './machine.mjs';

const stampFile = join(root, 'node_modules', '.comptoir-installed');
const state = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** Runs a command; answers its output when it fails, null when all is well. */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      ...options,
    });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.once('error', (error) => done(error.message));
    child.once('exit', (code) => done(code === 0 ? null : output || `${command} ended with ${code}`));
  });
}

/**
 * The packages of the lock file. `everything` adds what only tests need. Answers whether npm had to run; throws its output
 * when it failed.
 */
export async function install({ everything = false } = {}) {
  const [had, scope] = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split(' ') : ['', ''];
  // Never take away what somebody has installed by hand.
  const whole = everything || scope === 'everything' || existsSync(join(root, 'node_modules', 'jest'));
  if (had === state() && (scope === 'everything' || !everything)) return false;
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=error',
    ...(whole ? [] : ['--omit=dev']),
  ];
  const fault = await run(npmCommand(), args);
  if (fault)
    throw new Error(
      `npm install failed:\n${fault}\nCheck the network and the disk, then start again: what is there already is kept.`,
    );
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile, `${state()} ${whole ? 'everything' : 'runtime'}`);
  return true;
}

/** Prisma's command line asks for an engine that it would have to download; none of what we ask of it needs one. */
const noEngine = ['/bin/true', '/usr/bin/true'].find(existsSync) ?? process.execPath;

/** Generates the database clients and builds the web app, each only when its sources have changed (turbo knows). */
export async function build() {
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: noEngine,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
  const fault = await run(
    process.execPath,
    [turbo, 'run', 'generate', 'build', '--output-logs=errors-only', '--no-update-notifier'],
    { env },
  );
  if (fault) throw new Error(`The build failed:\n${fault}`);
}
