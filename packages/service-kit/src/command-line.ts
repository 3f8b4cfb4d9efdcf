import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Known extends Options> = ReturnType<typeof parseArgs<{ options: Known }>>['values'];

/** What a command was asked for, or what it answers instead of doing anything. */
export type CommandLine<Known extends Options> =
  { values: Values<Known>; positionals: string[] } | { says: string; exitCode: 0 | 2 };

export type Command<Known extends Options> = { usage: string; options: Known; allowPositionals?: boolean };

/** Reads the options of a command. `--help` is answered with its usage, a fault with one line that names it. */
export function readCommandLine<const Known extends Options>(
  { usage, options, allowPositionals = false }: Command<Known>,
  args: string[],
): CommandLine<Known> {
  if (args.includes('--help') || args.includes('-h')) return { says: usage, exitCode: 0 };
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals });
    return { values, positionals };
  } catch (error) {
    // Behind its first sentence Node tells how to write options that these commands do not have.
    const [fault = ''] = (error as Error).message.split(/\.?\s*\n|\.\s|\.$/);
    const known = [...Object.keys(options), 'help'].map((name) => `--${name}`);
    return { says: `${fault}. There are ${known.join(', ')}.`, exitCode: 2 };
  }
}

/** The options that this process was started with. Where there is nothing to do it says so and ends: nothing has begun yet. */
export function commandLine<const Known extends Options>(
  command: Command<Known>,
): { values: Values<Known>; positionals: string[] } {
  const read = readCommandLine(command, process.argv.slice(2));
  if ('values' in read) return read;
  (read.exitCode === 0 ? process.stdout : process.stderr).write(`${read.says}\n`);
  process.exit(read.exitCode);
}
