import { bullmq } from './bullmq.ts';
import { comptoir } from './comptoir.ts';
import { dbos } from './dbos.ts';
import type { Entry } from './racer.ts';
import { restateServer } from './restate.ts';

/** Tuned on two cores: more in hand at once brought no more orders. */
const AT_ONCE = 32;

/** Who races, by the word that names them on the command line. */
export const ENTRIES: Record<string, Entry> = {
  chunks: comptoir('this engine, chunks of 128', { chunk: 128, loops: 2 }),
  singles: comptoir('this engine, one saga at a time', { chunk: 1, loops: AT_ONCE }),
  bullmq: bullmq({ concurrency: AT_ONCE, records: false }),
  'bullmq-records': bullmq({ concurrency: AT_ONCE, records: true }),
  dbos: dbos({ way: 'direct', concurrency: AT_ONCE }),
  'dbos-queue': dbos({ way: 'queue', concurrency: AT_ONCE }),
  restate: restateServer({ concurrency: AT_ONCE }),
};
