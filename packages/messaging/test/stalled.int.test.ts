import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { openQueues } from '@comptoir/messaging';
import { metrics, type Logger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase } from '@comptoir/testing/database';
import { BACKENDS, testRedisUrl } from './servers.ts';

const SILENT_WORKER = fileURLToPath(new URL('silent-worker.ts', import.meta.url));

async function stallsOf(queue: string): Promise<number> {
  const { values } = await metrics.queueStalls.get();
  return values.find(({ labels }) => labels.queue === queue)?.value ?? 0;
}

it.each(BACKENDS)(
  'a job whose worker was killed in the middle of it is logged, counted and run again (queues on %s)',
  async (backend) => {
    const database = backend === 'postgres' ? await freshDatabase('notifications') : null;
    const redisUrl = database ? null : testRedisUrl(0);
    const [prefix, name] = [randomUUID(), `stalls-${backend}`];
    const lines: { event?: string; queue?: string; jobId?: string }[] = [];
    const note = (line: object) => void lines.push(line);
    const log = { info: note, warn: note, error: note, debug: note } as unknown as Logger;
    const queues = await openQueues({
      redisUrl,
      postgresUrl: database?.ownerUrl ?? null,
      service: 'test',
      log,
      prefix,
    });

    try {
      const { id } = await queues.queue<{ units: number }>(name).add('work', { units: 3 });
      const silent = spawn(
        process.execPath,
        ['--import', 'tsx', SILENT_WORKER, redisUrl ?? '', database?.ownerUrl ?? '', prefix, name],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(silent.stdout, 'data');
      silent.kill('SIGKILL');
      await once(silent, 'exit');

      const done: { units: number }[] = [];
      queues.worker<{ units: number }>(name, async (job) => void done.push(job.data), {
        ...{ lockDuration: 1_000, stalledInterval: 200 },
      });
      await eventually(() => done.length > 0, { what: 'the job run again' });
      await eventually(() => lines.some(({ event }) => event === 'job_stalled'), { what: 'the line in the log' });
      expect(done).toEqual([{ units: 3 }]);
      expect(lines.filter(({ event }) => event === 'job_stalled')).toEqual([
        { event: 'job_stalled', queue: name, jobId: id },
      ]);
      expect(await stallsOf(name)).toBe(1);
    } finally {
      await queues.close();
      await database?.drop();
    }
  },
);
