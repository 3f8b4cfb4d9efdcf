/**
 * npm test: does its own set-up on a fresh clone, then runs everything that this machine can run: static checks, unit and
 * integration tests with coverage, end-to-end suites on both topologies, the browser journey. What is skipped is said aloud.
 * `npm test -- <pattern>` runs only the suites whose path matches, without checks and coverage.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, run } from './lib/install.mjs';
import { giveUp, nodeFault, npmCommand, npmFault, root } from './lib/machine.mjs';
import { part, say } from './lib/screen.mjs';

const fault = nodeFault() ?? npmFault();
if (fault) giveUp(fault);
const patterns = process.argv.slice(2);
const reports = join(root, 'coverage');
const totals = { passed: 0, failed: 0, skipped: 0 };
const reasons = [];
const started = performance.now();

try {
  await part(
    'packages',
    () => install({ everything: true }),
    (ran) => (ran ? 'installed' : 'up to date'),
  );
  if (patterns.length === 0) await part('tools', installTools);
  await part('clients and web app', build);
} catch (error) {
  giveUp(error.message);
}
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

if (patterns.length === 0) {
  await checks();
  await jest('unit and integration', ['--selectProjects', 'unit', 'int', '--coverage', '--maxWorkers=2']);
  await jest('end to end', ['--selectProjects', 'e2e', '--runInBand']);
} else await jest('chosen suites', ['--runInBand', '--testPathPatterns', ...patterns]);

say(`\nThe whole took ${((performance.now() - started) / 60_000).toFixed(1)} minutes.`);
for (const reason of reasons) say(`SKIPPED: ${reason}`);
say(`${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`);
process.exitCode = totals.failed > 0 ? 1 : 0;

/** Lint, code generators and the like have an install of their own: npm start needs none of them. */
async function installTools() {
  const output = await run(npmCommand(), ['install', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd: join(root, 'tools'),
  });
  if (output) throw new Error(`npm install in tools/ failed:\n${output}`);
}

async function checks() {
  const summary = join(reports, 'checks.json');
  const code = await inherit(process.execPath, ['tools/check.mjs'], { CHECKS_SUMMARY: summary });
  add(summary, code, 'static checks');
}

async function jest(name, args) {
  say(`\n— ${name} —`);
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`);
  const code = await inherit(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...args,
      '--json',
      `--outputFile=${report}`,
      '--silent=false',
    ],
    {
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    },
  );
  add(report, code, name);
}

/** Adds the counts of a report; a run that failed without a failed test (coverage, a crash) counts as one failure. */
function add(file, code, name) {
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const passed = report.numPassedTests ?? report.passed ?? 0;
  const failed = (report.numFailedTests ?? report.failed ?? 0) + (report.numRuntimeErrorTestSuites ?? 0);
  totals.passed += passed;
  totals.failed += code !== 0 && failed === 0 ? 1 : failed;
  totals.skipped += report.numPendingTests ?? report.skipped?.length ?? 0;
  for (const reason of report.skipped ?? []) reasons.push(reason);
  if (report.numPendingTests)
    reasons.push(`${report.numPendingTests} tests of "${name}": see above for what this machine lacks`);
  if (code !== 0 && failed === 0) say(`${name}: failed as a whole (${code}).`);
}

function inherit(command, args, env) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', () => done(1));
    child.once('exit', (code) => done(code ?? 1));
  });
}
