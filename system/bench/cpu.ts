import { readdirSync, readFileSync } from 'node:fs';

/** CPU and memory of processes from Linux's /proc (proc(5)): fields 14 and 15 of `stat` are user and system ticks. */
const TICKS_PER_SECOND = 100;

type Usage = { cpuMs: number; rssMb: number };

function stat(pid: number): { parent: number; cpuMs: number; rssMb: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return {
      parent: Number(fields[1]),
      cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
      rssMb: (Number(fields[21]) * 4096) / 2 ** 20,
    };
  } catch {
    return null; // ended between listing and reading
  }
}

/** Usage of each named process; children (PostgreSQL's backends) count to their parent. */
export function usageOf(processes: Record<string, number>): Record<string, Usage> {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...stat(Number(name)) }));
  return Object.fromEntries(
    Object.entries(processes).map(([name, pid]) => {
      const mine = all.filter((p) => p.pid === pid || (name === 'postgres' && p.parent === pid));
      return [
        name,
        {
          cpuMs: mine.reduce((sum, p) => sum + (p.cpuMs ?? 0), 0),
          // Shared buffers are in every backend's figure: the largest one stands for all.
          rssMb: mine.reduce((most, p) => Math.max(most, p.rssMb ?? 0), 0),
        },
      ];
    }),
  );
}
