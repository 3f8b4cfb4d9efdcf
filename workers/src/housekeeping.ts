import type { HealthLine } from '@comptoir/graphql-kit';
import type { Pool } from '@comptoir/database';
import type { PeriodicJob, Queues } from '@comptoir/messaging';
import type { Logger } from '@comptoir/telemetry';

const QUEUE = 'housekeeping';
const AT_ONCE = 4;
/** So often we look whether a schedule got lost with Redis. */
const CHECK_MS = 30_000;

/** A periodic job and the database of the context that it belongs to. */
export type Chore = PeriodicJob & { pool: Pool };

export type Housekeeping = { health(): HealthLine; stop(): Promise<void> };

/**
 * Runs the periodic jobs of all contexts from one queue. BullMQ hands each out once a period, however many processes
 * there are; a lock in the context's database keeps a slow one from running beside itself.
 */
export async function startHousekeeping({
  chores,
  queues,
  log,
}: {
  chores: readonly Chore[];
  queues: Queues;
  log: Logger;
}): Promise<Housekeeping> {
  const queue = queues.queue(QUEUE);
  const byName = new Map(chores.map((chore) => [chore.name, chore]));
  if (byName.size < chores.length)
    throw new Error(`Two periodic jobs share a name: ${chores.map((chore) => chore.name).join(', ')}.`);

  async function schedule(): Promise<void> {
    for (const { name, everyMs } of chores) {
      const known = await queue.getJobScheduler(name);
      if (known?.every !== everyMs)
        await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts: { removeOnComplete: true } });
    }
  }

  await schedule();
  const worker = queues.worker(
    QUEUE,
    async (job) => {
      const chore = byName.get(job.name);
      if (chore) return runAlone(chore, log);
      // Scheduled by a former version of the code.
      await queue.removeJobScheduler(job.name);
      log.info({ event: 'schedule_removed', name: job.name });
    },
    { concurrency: AT_ONCE },
  );
  const checking = setInterval(() => {
    schedule().catch((err: Error) => log.warn({ event: 'schedules_not_checked', err: err.message }));
  }, CHECK_MS).unref();

  return {
    health: () => ({ name: 'housekeeping', ok: worker.isRunning() }),
    async stop() {
      clearInterval(checking);
      await worker.close();
    },
  };
}

async function runAlone({ name, pool, run }: Chore, log: Logger): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => void (broken = error);
  client.on('error', onError);
  const lock = `comptoir.periodic.${name}`;
  try {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS free', [lock]);
    if (!rows[0]?.free) return log.info({ event: 'periodic_job_still_running', name });
    try {
      await run();
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtext($1))', [lock]).catch((error: Error) => (broken = error));
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
