import { appendFileSync } from 'node:fs';
import { withClient } from '@comptoir/database';
import { totalOf, type Measured } from './cpu.ts';
import { machine } from './machine.ts';

const DOCUMENT = new URL('../../docs/benchmarks.md', import.meta.url);
const SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'jit',
];

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Cell = string | number;

/** A table as Markdown; numbers that are not whole get two digits, small ones three. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell) =>
    typeof value === 'string' || Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 1 ? 3 : 2);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map(line).join('\n');
}

/** CPU an order and memory, a line a process. */
export const processTable = ({ cpuMs, rssMb }: Measured): string =>
  table(
    ['process', 'CPU ms an order', 'RSS MB'],
    [
      ...Object.entries(cpuMs).map(([name, ms]): Cell[] => [name, ms, Math.round(rssMb[name] ?? 0)]),
      ['all', totalOf(cpuMs), ''],
    ],
  );

/** A figure beside its mark, and whether it is met. */
export function mark(what: string, value: number, { least, most }: { least?: number; most?: number }): string {
  const met = value >= (least ?? -Infinity) && value <= (most ?? Infinity);
  const asked = least === undefined ? `at most ${most}` : `at least ${least}`;
  return `${met ? 'met' : 'NOT MET'}: ${what} ${value.toFixed(value < 10 ? 2 : 0)} (mark: ${asked})`;
}

export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
}

export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** The middle of some runs, and the lowest and highest beside it. */
export function spread(values: readonly number[], digits = 0): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** Where and on what a run was made. */
export async function headOf(what: string, adminUrl: string): Promise<string> {
  const { rows } = await withClient(adminUrl, (client) =>
    client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY($1) ORDER BY array_position($1, name)',
      [SETTINGS],
    ),
  );
  const settings = rows.map(({ name, value }) => `${name} ${value}`).join(', ');
  return [`### ${new Date().toISOString().slice(0, 10)}: ${what}`, '', `${machine()}. PostgreSQL: ${settings}.`].join(
    '\n',
  );
}

/** Prints a run; with `write` it is added to docs/benchmarks.md as well. */
export function publish(parts: readonly string[], write: boolean): void {
  const text = parts.join('\n\n');
  say(`\n${text}`);
  if (write) appendFileSync(DOCUMENT, `\n${text}\n`);
}
