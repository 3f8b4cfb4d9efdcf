import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CAPPED_BACKOFF, openQueues } from '@comptoir/messaging';
import { eventually } from '@comptoir/testing';
import { BACKENDS, log, openTestQueues } from './servers.ts';

describe.each(BACKENDS)('queues on %s', (backend) => {
  let queues: Awaited<ReturnType<typeof openTestQueues>>;
  beforeAll(async () => {
    queues = await openTestQueues(backend);
  });
  afterAll(() => queues[Symbol.asyncDispose]());

  it('runs jobs, waits for delayed ones, and tries failed ones again', async () => {
    const ran: string[] = [];
    const waited = new Map<string, number>();
    queues.worker<{ fail?: boolean }>('work', async (job) => {
      ran.push(job.name);
      waited.set(job.name, Date.now() - job.timestamp);
      if (job.data.fail && job.attemptsMade === 0) throw new Error('not yet');
    });
    const queue = queues.queue<{ fail?: boolean }>('work');
    await queue.addBulk([
      { name: 'late', data: {}, opts: { delay: 200 } },
      { name: 'flaky', data: { fail: true }, opts: { attempts: 1000, backoff: CAPPED_BACKOFF } },
      { name: 'plain', data: {} },
    ]);
    await eventually(() => ran.length === 4, { what: 'four runs' });
    expect([...ran].sort()).toEqual(['flaky', 'flaky', 'late', 'plain']);
    expect(waited.get('late')).toBeGreaterThanOrEqual(200);
  });

  it('repeats what a scheduler asks for', async () => {
    let runs = 0;
    queues.worker('tidy', async () => void (runs += 1));
    await queues.queue('tidy').upsertJobScheduler('each', { every: 50 });
    await eventually(() => runs >= 3, { what: 'three runs' });
    expect(queues.queue('tidy')).toBe(queues.queue('tidy'));
  });

  it('lets a running job finish when it closes', async () => {
    const other = await openTestQueues(backend);
    let finished = false;
    const started = new Promise<void>((resolve) => {
      other.worker('slow', async () => {
        resolve();
        // Longer than a closing that does not wait for it takes: only time can show that it waits.
        await new Promise((done) => setTimeout(done, 100));
        finished = true;
      });
    });
    await other.queue('slow').add('one', {});
    await started;
    await other[Symbol.asyncDispose]();
    expect(finished).toBe(true);
  });
});

it('says what is missing when there is no server', async () => {
  await expect(openQueues({ redisUrl: null, service: 'test', log })).rejects.toThrow('set REDIS_URL');
});
