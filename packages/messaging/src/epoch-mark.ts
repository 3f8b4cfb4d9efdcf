import type { ContextName } from '@comptoir/kit';
import type { Queues } from './queues.ts';

/**
 * A mark beside the jobs that vanishes when they do (a flushed or new Redis), and says which history of a source is the
 * current one. It is a job that never falls due, so that it works wherever queues do.
 */
const QUEUE = 'event-epochs';
const A_YEAR_MS = 365 * 24 * 3600 * 1000;

type Mark = { epoch: string };

/** The epoch that was marked for a source; null when it was never marked, or everything was lost. */
export async function readEpochMark(queues: Queues, source: ContextName): Promise<string | null> {
  const job = await queues.queue<Mark>(QUEUE).getJob(source);
  return job?.data.epoch ?? null;
}

export async function writeEpochMark(queues: Queues, source: ContextName, epoch: string): Promise<void> {
  const queue = queues.queue<Mark>(QUEUE);
  await queue.remove(source);
  await queue.add('epoch', { epoch }, { jobId: source, delay: A_YEAR_MS });
}
