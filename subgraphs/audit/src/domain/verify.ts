import { columnsOf, parseBody, type Columns } from './body.ts';
import { hashOf, type Hash, type Link } from './chain.ts';

/** A place of the chain: the last one that is known to be right. */
export type Place = { seq: number; hash: Hash };

export type Fault = { position: number; reason: 'MISSING' | 'INSERTED' | 'ALTERED' };

export type StoredEvent = Link & Columns & { hash: Hash };

/** Whether the stored event is the one that follows `last`. */
export function faultAt(last: Place, event: StoredEvent): Fault | null {
  const expected = last.seq + 1;
  if (event.seq > expected) return { position: expected, reason: 'MISSING' };
  if (event.seq < expected) return { position: event.seq, reason: 'INSERTED' };
  const isRight = Buffer.from(hashOf(last.hash, event)).equals(event.hash) && columnsAreRight(event);
  return isRight ? null : { position: expected, reason: 'ALTERED' };
}

/** The hash does not cover the columns that events are searched by, so they are compared with the body. */
function columnsAreRight(event: StoredEvent): boolean {
  const said = columnsOf(parseBody(event.body));
  return (Object.keys(said) as (keyof Columns)[]).every((name) => {
    const [a, b] = [said[name], event[name]];
    return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
  });
}
