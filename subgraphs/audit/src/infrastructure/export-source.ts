import type { Pool } from '@comptoir/database';
import type { ExportSource } from '../application/export.ts';
import { hex, NO_HASH, type Hash, type Link } from '../domain/chain.ts';
import type { SignedHeads } from './signed-heads.ts';

const PAGE = 1_000;
/** Heads are signed each minute: whoever has not signed for so long does not. */
const SIGNED_LATELY_MS = 5 * 60_000;

/** The chain as an export reads it. What comes meanwhile is not in it. */
export function exportSource(pool: Pool, heads: SignedHeads): ExportSource {
  const hashAt = async (seq: number): Promise<string | null> => {
    if (seq === 0) return hex(NO_HASH);
    const { rows } = await pool.query<{ hash: Hash }>('SELECT hash FROM audit_event WHERE seq = $1 LIMIT 1', [seq]);
    return rows[0] ? hex(rows[0].hash) : null;
  };
  return {
    async header(from, wished) {
      const { rows } = await pool.query<{ seq: number }>('SELECT seq FROM audit_head');
      const end = rows[0]?.seq ?? 0;
      // Behind the last signed head nothing is proven yet: who names no end gets what is, unless signing has stopped.
      const head = wished === null ? await heads.newest() : null;
      const isProven = head && head.seq >= from && Date.parse(head.signedAt) > Date.now() - SIGNED_LATELY_MS;
      const to = Math.min(wished ?? (isProven ? head.seq : end), end);
      const [before, last] = [await hashAt(from - 1), await hashAt(to)];
      if (to < from || before === null || last === null) return null;
      return { format: 'comptoir-audit-1', from, to, before, last, heads: await heads.around(from, to) };
    },
    async *pages(from, to) {
      for (let next = from; next <= to;) {
        const { rows } = await pool.query<Link & { hash: Hash }>(
          `SELECT seq, source, source_position AS "sourcePosition", body, hash FROM audit_event
            WHERE seq >= $1 AND seq <= $2 ORDER BY seq LIMIT $3`,
          [next, to, PAGE],
        );
        const newest = rows.at(-1);
        if (!newest) return;
        yield rows.map((row) => ({ ...row, hash: hex(row.hash) }));
        next = newest.seq + 1;
      }
    },
  };
}
