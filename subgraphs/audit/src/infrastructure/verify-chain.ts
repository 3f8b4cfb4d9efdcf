import type { Pool } from '@comptoir/database';
import type { Verification } from '../application/ports.ts';
import { hex, NO_HASH } from '../domain/chain.ts';
import type { SignedHead } from '../domain/signed-head.ts';
import { faultAt, headFaultAt, type Fault, type Place, type StoredEvent } from '../domain/verify.ts';
import type { SignedHeads } from './signed-heads.ts';

type Cursor = [seq: number, recordedAt: Date | string];

/** As fast as with larger ones, and the memory of a check stays small. */
const PAGE = 400;

/** Told on the way, each some thousand events, how far all is right. */
export type Passed = (seq: number) => Promise<void>;
const TOLD_EACH = 25 * PAGE;

const PAGE_SQL = `SELECT seq, recorded_at AS "recordedAt", source, source_position AS "sourcePosition", body, hash, event_id AS "eventId", type,
       stream_id AS "streamId", stream_type AS "streamType", stream_version AS "streamVersion", correlation_id AS "correlationId",
       user_id AS "userId", occurred_at AS "occurredAt"
  FROM audit_event
 WHERE seq <= $1 AND (seq, recorded_at) > ($2, $3) ORDER BY seq, recorded_at LIMIT $4`;

/**
 * Recomputes the chain behind the place `after`, page by page, at most `most` events, and compares it with the heads that were
 * signed on the way; null when the chain is not that long. Finds what an administrator of the database changes, a chain that
 * was forged as a whole and a tail that was cut off together with the head among it: heads stand outside the database too.
 */
export async function verifyChain(
  pool: Pool,
  heads: SignedHeads,
  { after, most, passed }: { after: number; most: number; passed?: Passed | undefined },
): Promise<Verification | null> {
  const head = await headOf(pool);
  const newest = await heads.newest();
  if (after > head.seq && after > (newest?.seq ?? 0)) return null;
  const start = await placeAt(pool, after);
  let last: Place = start ?? { seq: after - 1, hash: NO_HASH };
  const found = (fault: Fault | null, isComplete: boolean): Verification => ({
    ...{ isIntact: fault === null, isComplete, fault, headHash: hex(head.hash), signedHead: newest },
    ...{ checkedFrom: after, checkedUpTo: last.seq },
  });

  if (!start) return found({ position: after, reason: after > head.seq ? 'CUT_OFF' : 'MISSING' }, true);
  const end = Math.min(head.seq, after + most);
  const { signed, gone } = await heads.between(after - 1, end);
  const faultOf = (place: Place, head: SignedHead): Fault | null =>
    headFaultAt(place, head, heads.check) ?? (gone.has(head) ? { position: head.seq, reason: 'HEAD_ALTERED' } : null);
  const startFault = firstOf(signed.filter(({ seq }) => seq === after).map((head) => faultOf(start, head)));
  if (startFault) return found(startFault, true);

  const waiting = signed.filter(({ seq }) => seq > after);
  let next = 0;
  // From the very beginning also what was put before the first place is read.
  let cursor: Cursor = after === 0 ? [Number.MIN_SAFE_INTEGER, '-infinity'] : [after, 'infinity'];
  while (last.seq < end) {
    const { rows } = await pool.query<StoredEvent>(PAGE_SQL, [head.seq, ...cursor, Math.min(PAGE, end - last.seq)]);
    for (const event of rows) {
      let fault = faultAt(last, event);
      if (fault) return found(fault, true);
      for (; waiting[next]?.seq === event.seq; next++) {
        fault = faultOf(event, waiting[next] as SignedHead);
        if (fault) return found(fault, true);
      }
      last = event;
    }
    const newestRow = rows.at(-1);
    if (!newestRow) return found({ position: last.seq + 1, reason: 'MISSING' }, true);
    cursor = [newestRow.seq, newestRow.recordedAt];
    if ((last.seq - after) % TOLD_EACH === 0) await passed?.(last.seq);
  }
  if (last.seq < head.seq) return found(null, false);
  if (!Buffer.from(last.hash).equals(head.hash)) return found({ position: last.seq, reason: 'ALTERED' }, true);
  if (newest && newest.seq > head.seq) return found({ position: head.seq + 1, reason: 'CUT_OFF' }, true);
  const extra = await extraAfter(pool, cursor);
  return found(extra === null ? null : { position: extra, reason: 'INSERTED' }, true);
}

const firstOf = (faults: readonly (Fault | null)[]): Fault | null => faults.find((fault) => fault !== null) ?? null;

async function headOf(pool: Pool): Promise<Place> {
  const { rows } = await pool.query<Place>('SELECT seq, hash FROM audit_head');
  if (!rows[0]) throw new Error('The audit chain has no head: audit_head is empty.');
  return rows[0];
}

async function placeAt(pool: Pool, seq: number): Promise<Place | null> {
  if (seq === 0) return { seq, hash: NO_HASH };
  const { rows } = await pool.query<Place>(
    'SELECT seq, hash, recorded_at AS "recordedAt" FROM audit_event WHERE seq = $1 ORDER BY recorded_at LIMIT 1',
    [seq],
  );
  return rows[0] ?? null;
}

/**
 * The first event behind the last one that has no place there: a second one at that place, or one beyond the head. Head and
 * events are read in one statement, as an append that goes on meanwhile moves both.
 */
async function extraAfter(pool: Pool, [seq, recordedAt]: Cursor): Promise<number | null> {
  const { rows } = await pool.query<{ seq: number | null }>(
    `SELECT min(seq) AS seq FROM audit_event
      WHERE (seq, recorded_at) > ($1, $2) AND (seq = $1 OR seq > (SELECT seq FROM audit_head))`,
    [seq, recordedAt],
  );
  return rows[0]?.seq ?? null;
}
