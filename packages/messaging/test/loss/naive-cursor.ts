import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from '@comptoir/database';
import type { Place } from './verdict.ts';

const PAGE = 500;
const REST_MS = 5;

/**
 * The reader that everybody writes first: what is above the last position that was seen. It stands here to be caught. `stop`
 * lets it read to the end, and answers what it saw.
 */
export function followNaively(pool: Pool): { stop(): Promise<Place[]> } {
  let stopping = false;
  const reading = (async () => {
    const seen: Place[] = [];
    let after = 0;
    for (;;) {
      const last = stopping;
      const { rows } = await pool.query<Place & { position: number }>(
        `SELECT position, stream_id AS "streamId", stream_version AS "streamVersion" FROM event
          WHERE position > $1 ORDER BY position LIMIT ${PAGE}`,
        [after],
      );
      seen.push(...rows);
      after = rows.at(-1)?.position ?? after;
      if (last && rows.length < PAGE) return seen;
      await wait(REST_MS);
    }
  })();
  return {
    stop: () => {
      stopping = true;
      return reading;
    },
  };
}
