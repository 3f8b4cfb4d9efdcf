import { hashOf, hex } from './chain.ts';
import { parseLine, type ExportEntry, type ExportHeader } from './export-format.ts';
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
  fault: ExportFault | null;
};

/** Checks an export line by line: the first entry that is not what was exported, or none. */
export async function verifyExport(
  lines: AsyncIterable<string>,
  check: HeadCheck,
  outside: readonly SignedHead[] = [],
): Promise<ExportVerdict> {
  const verdict: ExportVerdict = { header: null, entries: 0, signedUpTo: null, fault: null };
  let last = { seq: 0, hash: '' };
  let heads: SignedHead[] = [];
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
    if ('header' in line) {
      verdict.header = line.header;
      last = { seq: line.header.from - 1, hash: line.header.before };
      heads = [...line.header.heads, ...outside].sort((a, b) => a.seq - b.seq);
      const fault = headFault(heads, last, check, verdict);
      if (fault) return { ...verdict, fault };
      continue;
    }
    const expected = last.seq + 1;
    if (stray) return found(expected, 'entry' in line && line.entry.seq === expected ? 'SWAPPED' : 'MISSING');
    if ('end' in line) {
      isWhole = true;
      break;
    }
    const { entry } = line;
    if (entry.seq !== expected) {
      stray = entry;
      continue;
    }
    const hash = hex(hashOf(Buffer.from(last.hash, 'hex'), entry));
    if (hash !== entry.hash) return found(expected, 'ALTERED');
    last = { seq: expected, hash };
    verdict.entries++;
    const fault = headFault(heads, last, check, verdict);
    if (fault) return { ...verdict, fault };
  }
  if (!verdict.header) return found(0, 'UNREADABLE');
  if (stray) return found(last.seq + 1, 'MISSING');
  const { to, last: promised } = verdict.header;
  if (!isWhole || last.seq < to) return found(last.seq + 1, 'CUT_OFF');
  return last.hash === promised ? verdict : found(last.seq, 'ALTERED');
}

function headFault(
  heads: readonly SignedHead[],
  { seq, hash }: { seq: number; hash: string },
  check: HeadCheck,
  verdict: ExportVerdict,
): ExportFault | null {
  for (const head of heads) {
    if (head.seq !== seq) continue;
    const isGood = check(head);
    if (isGood === null) continue;
    if (!isGood) return { position: seq, reason: 'HEAD_ALTERED' };
    if (head.hash !== hash) return { position: seq, reason: 'SIGNED_OTHERWISE' };
    verdict.signedUpTo = seq;
  }
  return null;
}
