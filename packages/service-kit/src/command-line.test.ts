import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './command-line.ts';

const options = {
  seed: { type: 'string' },
  runs: { type: 'string', default: '10' },
  write: { type: 'boolean' },
} as const;
const command = { usage: 'npm run it -- [--seed 42]', options };

describe('a command line', () => {
  it('is read by its options', () => {
    expect(readCommandLine(command, ['--seed', '7', '--write'])).toEqual({
      values: { seed: '7', runs: '10', write: true },
      positionals: [],
    });
  });

  it.each([['--help'], ['-h'], ['--seed', '7', '--help']])('answers %s with the usage', (...args) => {
    expect(readCommandLine(command, args)).toEqual({ says: command.usage, exitCode: 0 });
  });

  it.each([
    [['--sed', '7'], "Unknown option '--sed'. There are --seed, --runs, --write, --help."],
    [['seven'], "Unexpected argument 'seven'. There are --seed, --runs, --write, --help."],
    [['--seed'], "Option '--seed <value>' argument missing. There are --seed, --runs, --write, --help."],
    [['--seed', '--write'], "Option '--seed' argument is ambiguous. There are --seed, --runs, --write, --help."],
  ])('says in one line what is wrong with %j', (args, says) => {
    expect(readCommandLine(command, args)).toEqual({ says, exitCode: 2 });
  });

  it('takes words where the command does', () => {
    expect(readCommandLine({ ...command, allowPositionals: true }, ['--seed', '7', 'why'])).toMatchObject({
      positionals: ['why'],
    });
  });
});
