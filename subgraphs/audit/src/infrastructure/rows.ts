import type { StoredEvent } from '../application/ports.ts';
import { parseBody } from '../domain/body.ts';
import { hex, type Hash } from '../domain/chain.ts';

/** A stored event as it is read. */
export type EventRow = { seq: number | bigint; source: string; body: string; hash: Hash };

export const toEvent = ({ seq, source, body, hash }: EventRow): StoredEvent => ({
  ...parseBody(body),
  position: Number(seq),
  source,
  hash: hex(hash),
});
