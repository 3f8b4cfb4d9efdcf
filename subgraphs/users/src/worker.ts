import type { Pool } from '@comptoir/database';
import type { Logger } from '@comptoir/telemetry';
import { cleanUp } from './infrastructure/housekeeping.ts';

/** What runs for this context in workers/: it reacts to no events, it only tidies up. */
export function usersWorker({ pool, log }: { pool: Pool; log: Logger }) {
  return {
    /** To be called every few minutes by any number of processes: deletes ended sessions and old counts. */
    async housekeeping(): Promise<void> {
      const deleted = await cleanUp(pool);
      if (deleted > 0) log.info({ event: 'users_tidied', deleted });
    },
  };
}
