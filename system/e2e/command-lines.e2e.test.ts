import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  scripts: Record<string, string>;
};
const COMMANDS = ['reconcile', 'test:chaos', 'bench:checkout', 'bench:sagas', 'sagas:record', 'bench:engines'];

/** As npm runs it, without npm. */
async function run(script: string, option: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const args = scripts[script]?.split(' ').slice(1) ?? [];
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [...args, option], { cwd: root, env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

it.each(COMMANDS)(
  '%s tells how it is used, and names an option that it does not have',
  async (script) => {
    const [help, unknown] = await Promise.all([run(script, '--help'), run(script, '--nonsense')]);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining(`npm run ${script} -- `), stderr: '' });
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^Unknown option '--nonsense'\. There are --.*, --help\.\n$/);
  },
  60_000,
);

it.each(['--runs=0', '--minutes=0'])('test:chaos %s says that nothing was run, and fails', async (none) => {
  expect(await run('test:chaos', none)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^(Stopped.*\n)?NOTHING WAS RUN/),
  });
});
