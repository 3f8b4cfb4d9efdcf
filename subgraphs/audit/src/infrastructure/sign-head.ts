import type { Pool } from '@comptoir/database';
import type { Clock } from '@comptoir/kit';
import { hex, type Hash } from '../domain/chain.ts';
import type { HeadSigner, SignedHead } from '../domain/signed-head.ts';
import type { HeadFiles } from './head-files.ts';
import type { SignedHeads } from './signed-heads.ts';

/** What signing came to: a new head, nothing new to sign, or a chain that is not the one that was signed before. */
export type Signing = { head: SignedHead } | { nothingNew: true } | { broken: SignedHead };

/**
 * Signs the end of the chain, and keeps it outside the database first. A chain that no longer holds the head before is not
 * signed: what was signed would then vouch for a forgery.
 */
export async function signHead(
  pool: Pool,
  { heads, files, sign, clock }: { heads: SignedHeads; files: HeadFiles | null; sign: HeadSigner; clock: Clock },
): Promise<Signing> {
  const last = await heads.newest();
  const { rows } = await pool.query<{ seq: number; hash: Hash; before: Hash | null }>(
    'SELECT seq, hash, (SELECT e.hash FROM audit_event e WHERE e.seq = $1 LIMIT 1) AS before FROM audit_head',
    [last?.seq ?? 0],
  );
  const [end] = rows;
  if (!end) throw new Error('The audit chain has no head: audit_head is empty.');
  if (last && (end.seq < last.seq || !end.before || hex(end.before) !== last.hash)) return { broken: last };
  if (end.seq === (last?.seq ?? 0)) return { nothingNew: true };
  // A process that died between file and table left the last one in the file alone.
  if (last) await keep(pool, last);
  const head = sign({ seq: end.seq, hash: hex(end.hash), signedAt: clock().toISOString() });
  await files?.add(head);
  await keep(pool, head);
  return { head };
}

async function keep(pool: Pool, head: SignedHead): Promise<void> {
  await pool.query(
    `INSERT INTO audit_signed_head (seq, hash, signed_at, key_id, signature) VALUES ($1, decode($2, 'hex'), $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [head.seq, head.hash, head.signedAt, head.keyId, Buffer.from(head.signature, 'base64url')],
  );
}
