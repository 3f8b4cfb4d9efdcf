import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How a worker ends: when it has applied so many events, before the commit of a batch or right behind it. */
export type Death = { after: number; when: 'applied' | 'committed' };

export type WorkerOrder = {
  databaseUrl: string;
  redisUrl: string;
  prefix: string;
  consumer: string;
  lanes: number;
  dies: Death | null;
};

const PROCESS = fileURLToPath(new URL('worker-process.ts', import.meta.url));

/** One worker at a time: each that dies as ordered is followed by the next, and the last one lives until `stop`. */
export function startWorkers(order: Omit<WorkerOrder, 'dies'>, deaths: readonly Death[]) {
  let killed = 0;
  let current: ChildProcess | null = null;
  let stopping = false;

  const start = (dies: Death | null): ChildProcess => {
    const told: WorkerOrder = { ...order, dies };
    current = spawn(process.execPath, ['--import', 'tsx', PROCESS, JSON.stringify(told)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return current;
  };
  const running = (async () => {
    for (const death of deaths) {
      if (stopping) return;
      const [code, signal] = (await once(start(death), 'exit')) as [number | null, string | null];
      if (signal !== 'SIGKILL') throw new Error(`A worker ended by itself (${code ?? signal}).`);
      killed += 1;
    }
    if (!stopping) start(null);
  })();
  // Told by `allDied` or `stop`.
  running.catch(() => undefined);

  return {
    /** How many have died as ordered; throws when one ended otherwise. */
    async allDied(): Promise<number> {
      await running;
      return killed;
    },
    stop(): void {
      stopping = true;
      current?.kill('SIGKILL');
    },
  };
}
