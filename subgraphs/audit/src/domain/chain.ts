import { sha256 } from '@comptoir/kit';

/** What a hash of the chain is over, beside the hash before it. */
export type Link = { seq: number; source: string; sourcePosition: number; body: string };

export type Hash = Uint8Array;

/** Before the first event. */
export const NO_HASH: Hash = new Uint8Array(32);

/** Hash of a link: SHA-256(previous ‖ seq \n source \n position \n ‖ body), over the text as it is stored. */
export function hashOf(previous: Hash, { seq, source, sourcePosition, body }: Link): Hash {
  return sha256(previous, `${seq}\n${source}\n${sourcePosition}\n`, body);
}

export const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
