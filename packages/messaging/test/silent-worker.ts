import { openQueues } from '@comptoir/messaging';
import { createLogger } from '@comptoir/telemetry';

/** A worker of a process of its own that takes a job, says so, and never ends it: to be killed with the job in hand. */
const [redisUrl, postgresUrl, prefix, name] = process.argv.slice(2);
const queues = await openQueues({
  redisUrl: redisUrl || null,
  postgresUrl: postgresUrl || null,
  ...(prefix && { prefix }),
  service: 'silent',
  log: createLogger('silent', 'silent'),
});
queues.worker(
  name ?? '',
  () => {
    process.stdout.write('taken\n');
    return new Promise(() => undefined);
  },
  // On Redis whoever looked for stalled jobs keeps all others from looking for its interval, even when it is dead.
  { lockDuration: 1_000, stalledInterval: 200 },
);
