import { columnsOf, parseBody, type Columns } from './body.ts';
import { hashOf, hex, type Hash, type Link } from './chain.ts';
import type { HeadCheck, SignedHead } from './signed-head.ts';

/** A place of the chain: the last one that is known to be right. */
export type Place = { seq: number; hash: Hash; recordedAt?: Date };

export type FaultReason = 'MISSING' | 'INSERTED' | 'ALTERED' | 'SIGNED_OTHERWISE' | 'CUT_OFF' | 'HEAD_ALTERED';

export type Fault = { position: number; reason: FaultReason };

export type StoredEvent = Link & Columns & { hash: Hash; recordedAt: Date };

/** Whether the stored event is the one that follows `last`. */
export function faultAt(last: Place, event: StoredEvent): Fault | null {
  const expected = last.seq + 1;
  if (event.seq > expected) return { position: expected, reason: 'MISSING' };
  if (event.seq < expected) return { position: event.seq, reason: 'INSERTED' };
  const isRight =
    Buffer.from(hashOf(last.hash, event)).equals(event.hash) && columnsAreRight(event) && !isBefore(event, last);
  return isRight ? null : { position: expected, reason: 'ALTERED' };
}

/**
 * Whether a place is the one that was signed. A chain that was forged as a whole, every hash of it new, shows here and
 * nowhere else. What was signed with an unknown key says nothing.
 */
export function headFaultAt({ seq, hash }: Place, head: SignedHead, check: HeadCheck): Fault | null {
  const isGood = check(head);
  if (isGood === null) return null;
  if (!isGood) return { position: head.seq, reason: 'HEAD_ALTERED' };
  return head.seq === seq && head.hash === hex(hash) ? null : { position: head.seq, reason: 'SIGNED_OTHERWISE' };
}

/** When an event was recorded no hash covers; but each is recorded behind the one before it. */
const isBefore = ({ recordedAt }: StoredEvent, last: Place): boolean =>
  last.recordedAt !== undefined && recordedAt.getTime() < last.recordedAt.getTime();

/** The hash does not cover the columns that events are searched by, so they are compared with the body. */
function columnsAreRight(event: StoredEvent): boolean {
  const said = columnsSaidBy(event.body);
  if (!said) return false;
  return (Object.keys(said) as (keyof Columns)[]).every((name) => {
    const [a, b] = [said[name], event[name]];
    return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
  });
}

/** Null when the text is none of an event, which this store never wrote. */
function columnsSaidBy(body: string): Columns | null {
  try {
    return columnsOf(parseBody(body));
  } catch {
    return null;
  }
}
