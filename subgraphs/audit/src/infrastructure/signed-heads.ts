import type { Pool } from '@comptoir/database';
import type { Clock } from '@comptoir/kit';
import { hex, type Hash } from '../domain/chain.ts';
import type { HeadCheck, HeadSigner, SignedHead } from '../domain/signed-head.ts';
import type { HeadFiles } from './head-files.ts';

/** Where signed heads stand: in the database, and outside of it where a folder is configured. */
export type SignedHeads = {
  /** Those behind the place `after`, by place, from both; one that says two things about a place comes twice. */
  behind(after: number): Promise<SignedHead[]>;
  /** The newest one whose signature is good. */
  newest(): Promise<SignedHead | null>;
  check: HeadCheck;
};

type Row = { seq: number; hash: Hash; signedAt: Date; keyId: string; signature: Uint8Array };

const SELECT = 'SELECT seq, hash, signed_at AS "signedAt", key_id AS "keyId", signature FROM audit_signed_head';

const toHead = ({ seq, hash, signedAt, keyId, signature }: Row): SignedHead => ({
  ...{ seq, hash: hex(hash), signedAt: signedAt.toISOString(), keyId },
  signature: Buffer.from(signature).toString('base64url'),
});

const wordsOf = ({ seq, hash, signedAt, keyId, signature }: SignedHead): string =>
  [seq, hash, signedAt, keyId, signature].join();

export function signedHeads(pool: Pool, files: HeadFiles | null, check: HeadCheck): SignedHeads {
  return {
    check,
    async behind(after) {
      const { rows } = await pool.query<Row>(`${SELECT} WHERE seq > $1 ORDER BY seq`, [after]);
      const heads = new Map(rows.map(toHead).map((head) => [wordsOf(head), head]));
      if (files) for await (const head of files.all()) if (head.seq > after) heads.set(wordsOf(head), head);
      return [...heads.values()].sort((a, b) => a.seq - b.seq);
    },
    async newest() {
      const { rows } = await pool.query<Row>(`${SELECT} ORDER BY seq DESC LIMIT 1`);
      const heads = [...rows.map(toHead), await files?.newest()].filter((head) => head && check(head));
      return heads.reduce<SignedHead | null>((a, b) => (b && (!a || b.seq > a.seq) ? b : a), null);
    },
  };
}

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
  const head = sign({ seq: end.seq, hash: hex(end.hash), signedAt: clock().toISOString() });
  await files?.add(head);
  await pool.query(
    `INSERT INTO audit_signed_head (seq, hash, signed_at, key_id, signature) VALUES ($1, decode($2, 'hex'), $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [head.seq, head.hash, head.signedAt, head.keyId, Buffer.from(head.signature, 'base64url')],
  );
  return { head };
}
