import { groupBy } from '@comptoir/kit';
import { hashOf, hex } from './chain.ts';
import { isLineOf, parseLine, type ExportEntry, type ExportHeader } from './export-format.ts';
import type { HeadCheck, SignedHead } from './signed-head.ts';

type ExportFault = {
  position: number;
  reason: 'ALTERED' | 'MISSING' | 'SWAPPED' | 'CUT_OFF' | 'SIGNED_OTHERWISE' | 'HEAD_ALTERED' | 'UNREADABLE';
};

type ExportVerdict = {
  header: ExportHeader | null;
  entries: number;
  /** Up to here a signed head vouches for what the file holds; null: no head that could be checked lies in it. */
  signedUpTo: number | null;
  /** The last good head behind the end of the file: so far the chain went on, whatever the file says of itself. */
  goesOnTo: number | null;
  /** What no signed head vouches for: it fits together, as what somebody made up does. */
  unproven: { from: number; to: number } | null;
  fault: ExportFault | null;
};

type End = { seq: number; hash: string };

/** Checks an export line by line: the first entry that is not what was exported, or none, and what nobody vouches for. */
export async function verifyExport(
  lines: AsyncIterable<string>,
  check: HeadCheck,
  outside: readonly SignedHead[] = [],
): Promise<ExportVerdict> {
  const verdict: ExportVerdict = {
    header: null,
    entries: 0,
    signedUpTo: null,
    goesOnTo: null,
    unproven: null,
    fault: null,
  };
  let last: End = { seq: 0, hash: '' };
  let heads = new Map<number, SignedHead[]>();
  /** An entry that came where another one should be: the line behind it tells whether they changed places. */
  let stray: ExportEntry | null = null;
  let isWhole = false;
  const found = (position: number, reason: ExportFault['reason']): ExportVerdict => ({
    ...verdict,
    fault: { position, reason },
  });

  for await (const text of lines) {
    let line;
    try {
      line = parseLine(text);
    } catch {
      return found(last.seq + 1, 'UNREADABLE');
    }
    if (!line) continue;
    const expected = last.seq + 1;
    // One header in front, and nothing behind the end: what stood beside what is checked would pass unseen.
    if ('header' in line ? verdict.header : !verdict.header || isWhole) return found(expected, 'UNREADABLE');
    if ('header' in line) {
      verdict.header = line.header;
      last = { seq: line.header.from - 1, hash: line.header.before };
      heads = groupBy([...line.header.heads, ...outside], ({ seq }) => seq);
      const reason = signedOtherwise(last);
      if (reason) return found(last.seq, reason);
      continue;
    }
    if (stray) return found(expected, 'entry' in line && line.entry.seq === expected ? 'SWAPPED' : 'MISSING');
    if ('end' in line) {
      isWhole = true;
      continue;
    }
    const { entry } = line;
    if (entry.seq !== expected) {
      stray = entry;
      continue;
    }
    const hash = hex(hashOf(Buffer.from(last.hash, 'hex'), entry));
    if (hash !== entry.hash || !isLineOf(text, entry)) return found(expected, 'ALTERED');
    last = { seq: expected, hash };
    verdict.entries++;
    const reason = signedOtherwise(last);
    if (reason) return found(last.seq, reason);
  }
  if (!verdict.header) return found(0, 'UNREADABLE');
  if (stray) return found(last.seq + 1, 'MISSING');
  const { from, to, last: promised } = verdict.header;
  if (!isWhole || last.seq < to) return found(last.seq + 1, 'CUT_OFF');
  if (last.seq > to || last.hash !== promised) return found(last.seq, 'ALTERED');
  const signedUpTo = verdict.signedUpTo ?? from - 1;
  return { ...verdict, goesOnTo: lastBehind(to), unproven: signedUpTo < to ? { from: signedUpTo + 1, to } : null };

  /** The highest first: nearly always one is enough. */
  function lastBehind(end: number): number | null {
    const behind = [...heads.keys()].filter((seq) => seq > end).sort((a, b) => b - a);
    return behind.find((seq) => heads.get(seq)?.some((head) => check(head))) ?? null;
  }

  function signedOtherwise({ seq, hash }: End): 'HEAD_ALTERED' | 'SIGNED_OTHERWISE' | null {
    for (const head of heads.get(seq) ?? []) {
      const isGood = check(head);
      if (isGood === null) continue;
      if (!isGood) return 'HEAD_ALTERED';
      if (head.hash !== hash) return 'SIGNED_OTHERWISE';
      verdict.signedUpTo = seq;
    }
    return null;
  }
}
