import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Why a check did not run. */
export type Skipped = { skipped: string };

type Outcome = Skipped | string | void;

/** A promise of the repository that a machine can look after. `run` throws when it is broken; text that it answers is dropped. */
export type Check = { name: string; run(): Promise<Outcome> | Outcome };

/** Runs a program at the root; what it printed is the error when it fails. */
export function command(
  file: string,
  args: readonly string[],
  { cwd = root, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}${stderr}`.trim() || error.message));
      else resolve(stdout);
    });
  });
}

/** Runs a script of a package that is installed in tools/. */
export const tool = (
  script: string,
  args: readonly string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<string> => command(process.execPath, [`${root}tools/node_modules/${script}`, ...args], options);

/** Throws one error that lists all faults; does nothing when there are none. */
export function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

export type Summary = { passed: number; failed: number; skipped: string[] };

async function runOne({ name, run }: Check, summary: Summary): Promise<void> {
  const started = performance.now();
  const say = (outcome: string) =>
    console.log(`${outcome.padEnd(7)} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  try {
    const result = await run();
    if (typeof result === 'object') {
      summary.skipped.push(`${name}: ${result.skipped}`);
      return say('skipped');
    }
    summary.passed++;
    say('ok');
  } catch (error) {
    summary.failed++;
    say('FAILED');
    console.log(`${(error as Error).message}`.replace(/^/gm, '        '));
  }
}

/** Runs the checks, `atOnce` of them at a time, in their order. Each prints one line, and its faults below it. */
export async function runChecks(checks: readonly Check[], atOnce = 2): Promise<Summary> {
  const summary: Summary = { passed: 0, failed: 0, skipped: [] };
  const waiting = [...checks];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await runOne(check, summary);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return summary;
}
