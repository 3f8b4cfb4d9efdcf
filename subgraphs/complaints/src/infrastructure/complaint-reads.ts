import type { Pool } from '@comptoir/database';
import { reaches } from '@comptoir/messaging';
import type { Complaint as Row } from '../generated/client/client.ts';
import { complaintsProjection } from '../projections/complaints.ts';
import { readModel } from './read-model.ts';

export type Complaint = Omit<Row, 'number'> & { number: number | bigint };

/** People wait no longer for a list to tell of what they did. */
const WAIT_MS = 500;

/** Reads of complaints as their projection tells them. */
export function complaintReads(pool: Pool) {
  return {
    ...readModel(pool),
    /** Waits until lists tell of the event at this position, but not for long: answers whether they do. */
    tellsOf: (position: number): Promise<boolean> =>
      reaches(pool, complaintsProjection, { position, withinMs: WAIT_MS }),
  };
}

export type ComplaintReads = ReturnType<typeof complaintReads>;
