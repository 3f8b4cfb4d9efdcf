import type { Pool } from '@comptoir/database';
import { hex, type Hash } from '../domain/chain.ts';
import { thinned } from '../domain/thinned.ts';
import type { HeadCheck, SignedHead } from '../domain/signed-head.ts';
import type { HeadFiles } from './head-files.ts';

/** Where signed heads stand: in the database, and outside of it where a folder is configured. */
export type SignedHeads = {
  /**
   * Those behind the place `after` up to another, by place, from both; one that says two things about a place comes twice. `gone`
   * are those of them that somebody took out of the database: each but the newest is in both places.
   */
  between(after: number, upTo: number): Promise<{ signed: SignedHead[]; gone: ReadonlySet<SignedHead> }>;
  /** The last before a range of the chain, some in it with the last among them, and the first behind it. */
  around(from: number, to: number): Promise<SignedHead[]>;
  /** The newest one whose signature is good. */
  newest(): Promise<SignedHead | null>;
  check: HeadCheck;
};

type Row = { seq: number; hash: Hash; signedAt: Date; keyId: string; signature: Uint8Array };

const SELECT = 'SELECT seq, hash, signed_at AS "signedAt", key_id AS "keyId", signature FROM audit_signed_head';
const PAGE = 10_000;

/** One that was slipped in stands before the newest good one: a few are looked at. */
const NEWEST = 20;

/** Heads of a range that an export carries at most: there is one each minute, for years. */
const MOST_IN_RANGE = 1_000;

const toHead = ({ seq, hash, signedAt, keyId, signature }: Row): SignedHead => ({
  ...{ seq, hash: hex(hash), signedAt: signedAt.toISOString(), keyId },
  signature: Buffer.from(signature).toString('base64url'),
});

const wordsOf = ({ seq, hash, signedAt, keyId, signature }: SignedHead): string =>
  [seq, hash, signedAt, keyId, signature].join();

const merged = (heads: readonly SignedHead[]): SignedHead[] =>
  [...new Map(heads.map((head) => [wordsOf(head), head])).values()].sort((a, b) => a.seq - b.seq);

export function signedHeads(pool: Pool, files: HeadFiles | null, check: HeadCheck): SignedHeads {
  const select = async (rest: string, values: unknown[]): Promise<SignedHead[]> =>
    (await pool.query<Row>(`${SELECT} ${rest}`, values)).rows.map(toHead);

  async function* stored(): AsyncGenerator<SignedHead> {
    for (let after = 0; ;) {
      const page = await select('WHERE seq > $1 ORDER BY seq LIMIT $2', [after, PAGE]);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.seq ?? after;
    }
  }

  return {
    check,
    async between(after, upTo) {
      const filed: SignedHead[] = [];
      let newest = 0;
      if (files)
        for await (const head of files.all()) {
          newest = Math.max(newest, head.seq);
          if (head.seq > after && head.seq <= upTo) filed.push(head);
        }
      // Behind the files, where each head stands first: one that is signed meanwhile is in both.
      const kept = await select('WHERE seq > $1 AND seq <= $2', [after, upTo]);
      const places = new Set(kept.map(({ seq }) => seq));
      const gone = filed.filter((head) => head.seq < newest && !places.has(head.seq) && check(head));
      return { signed: merged([...kept, ...filed]), gone: new Set(gone) };
    },
    async around(from, to) {
      const found: SignedHead[] = [];
      for (const heads of [stored(), ...(files ? [files.all()] : [])]) {
        const within = thinned<SignedHead>(MOST_IN_RANGE);
        let before: SignedHead | null = null;
        let behind: SignedHead | null = null;
        for await (const head of heads) {
          if (head.seq < from) before = head;
          else if (head.seq <= to) within.add(head);
          else if (!behind || head.seq < behind.seq) behind = head;
        }
        found.push(...[before, ...within.kept(), behind].filter((head) => head !== null));
      }
      return merged(found);
    },
    async newest() {
      const heads = await select(`ORDER BY seq DESC LIMIT ${NEWEST}`, []);
      if (files) heads.push(...(await files.newest(NEWEST)));
      return heads.filter(check).reduce<SignedHead | null>((a, b) => (!a || b.seq > a.seq ? b : a), null);
    },
  };
}
