import { readdirSync, readFileSync } from 'node:fs';

/** CPU and memory of processes from Linux's /proc (proc(5)): fields 14 to 17 of `stat` are ticks, of itself and of its ended children. */
const TICKS_PER_SECOND = 100;

type Usage = { cpuMs: number; rssMb: number };
type Stat = Usage & { pid: number; parent: number; endedChildrenMs: number };

const inMs = (ticks: number) => (ticks * 1000) / TICKS_PER_SECOND;

function stat(pid: number): Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (...at: number[]) => inMs(at.reduce((sum, field) => sum + Number(fields[field]), 0));
    const rssMb = (Number(fields[21]) * 4096) / 2 ** 20;
    return [{ pid, parent: Number(fields[1]), cpuMs: ticks(11, 12), endedChildrenMs: ticks(13, 14), rssMb }];
  } catch {
    return []; // ended between listing and reading
  }
}

/** Usage of each named process; PostgreSQL's counts with its backends and workers, those that have ended included. */
export function usageOf(processes: Record<string, number>): Record<string, Usage> {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => stat(Number(name)));
  return Object.fromEntries(
    Object.entries(processes).map(([name, pid]) => {
      const isServer = name === 'postgres';
      const mine = all.filter((p) => p.pid === pid || (isServer && p.parent === pid));
      return [
        name,
        {
          cpuMs: mine.reduce((sum, p) => sum + p.cpuMs + (isServer && p.pid === pid ? p.endedChildrenMs : 0), 0),
          // Shared buffers are in every backend's figure: the largest one stands for all.
          rssMb: mine.reduce((most, p) => Math.max(most, p.rssMb), 0),
        },
      ];
    }),
  );
}

/** What a stretch of work took: CPU milliseconds an order and memory by process. */
export type Measured = {
  orders: number;
  seconds: number;
  perSecond: number;
  cpuMs: Record<string, number>;
  rssMb: Record<string, number>;
};

/** Runs `work`, which answers how many orders it brought to their end, and measures what these processes used meanwhile. */
export async function measure(processes: Record<string, number>, work: () => Promise<number>): Promise<Measured> {
  const before = usageOf(processes);
  const started = performance.now();
  const orders = await work();
  const seconds = (performance.now() - started) / 1_000;
  const after = Object.entries(usageOf(processes));
  const each = (cpuMs: number) => cpuMs / Math.max(1, orders);
  return {
    ...{ orders, seconds, perSecond: orders / seconds },
    cpuMs: Object.fromEntries(after.map(([name, { cpuMs }]) => [name, each(cpuMs - (before[name]?.cpuMs ?? 0))])),
    rssMb: Object.fromEntries(after.map(([name, { rssMb }]) => [name, rssMb])),
  };
}

export const totalOf = (cpuMs: Record<string, number>): number => Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
