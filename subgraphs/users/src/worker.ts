import type { WorkerBase, WorkerParts } from '@comptoir/messaging';
import { cleanUp } from './infrastructure/housekeeping.ts';

export { contactEndpoints } from './infrastructure/contacts.ts';

const EACH_MS = 5 * 60_000;

/** What runs for this context in workers/: it reacts to no events, it only tidies up. */
export function buildUsersWorker({ pool, log }: Pick<WorkerBase, 'pool' | 'log'>): WorkerParts {
  /** Deletes ended sessions and old counts. */
  async function tidy(): Promise<void> {
    const deleted = await cleanUp(pool);
    if (deleted > 0) log.info({ event: 'users_tidied', deleted });
  }
  return {
    handlers: [],
    periodic: [{ name: 'users-ended-sessions', everyMs: EACH_MS, run: tidy }],
    dispose: async () => {},
  };
}
