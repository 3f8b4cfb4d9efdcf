import { describe, expect, it } from '@jest/globals';
import { bodyOf } from './body.ts';
import { hashOf, hex, NO_HASH } from './chain.ts';
import { csvEntry, csvHeader, jsonEntry, jsonHeader, type ExportEntry, type ExportHeader } from './export-format.ts';
import type { HeadCheck, SignedHead } from './signed-head.ts';
import { verifyExport } from './verify-export.ts';

/** One key is known here, and everything that is signed with it is good. */
const check: HeadCheck = ({ keyId }) => (keyId === 'known' ? true : null);
const headAt = ({ seq, hash }: { seq: number; hash: string }, keyId = 'known'): SignedHead => ({
  ...{ seq, hash, keyId },
  ...{ signedAt: '2026-03-01T12:00:00.000Z', signature: 'good' },
});

function chainOf(length: number, note = ''): ExportEntry[] {
  let previous = NO_HASH;
  return Array.from({ length }, (_, i) => {
    const streamId = '00000000-0000-7000-8000-0000000000aa';
    const body = bodyOf({
      ...{ eventId: '00000000-0000-7000-8000-000000000001', type: 'SaleConfirmed', version: 1, streamId },
      ...{ streamType: 'sale', streamVersion: i + 1, data: { note: `${note} "a",\u2028b` } },
      ...{ metadata: { correlationId: streamId, source: 'sales' }, occurredAt: '2026-03-01T12:00:00.000Z' },
    });
    const link = { seq: i + 1, source: 'sales', sourcePosition: i + 1, body };
    previous = hashOf(previous, link);
    return { ...link, hash: hex(previous) };
  });
}

type Format = 'json' | 'csv';

function linesOf(format: Format, entries: readonly ExportEntry[], heads: SignedHead[], first = 1): string[] {
  const [from, to] = [entries[first - 1], entries.at(-1)];
  if (!from || !to) throw new Error('There is nothing to export.');
  const before = entries[first - 2]?.hash ?? hex(NO_HASH);
  const header: ExportHeader = { format: 'comptoir-audit-1', from: from.seq, to: to.seq, before, last: to.hash, heads };
  const part = entries.slice(first - 1);
  const text =
    format === 'json'
      ? [jsonHeader(header), ...part.map((entry) => jsonEntry(entry, entry === to)), ']}\n']
      : [csvHeader(header), ...part.map(csvEntry), '#end\n'];
  return text.join('').split('\n');
}

async function verify(lines: readonly string[], outside: SignedHead[] = []) {
  async function* each() {
    yield* lines;
  }
  return verifyExport(each(), check, outside);
}

const at = (entries: readonly ExportEntry[], seq: number): ExportEntry => entries[seq - 1] as ExportEntry;

describe.each<Format>(['json', 'csv'])('a file as %s', (format) => {
  const real = chainOf(9);
  const forged = [...real.slice(0, 6), ...chainOf(9, 'forged').slice(6)];
  for (let seq = 7, previous = at(real, 6).hash; seq <= 9; seq++) {
    const hash = hex(hashOf(Buffer.from(previous, 'hex'), at(forged, seq)));
    forged[seq - 1] = { ...at(forged, seq), hash };
    previous = hash;
  }

  it('is proven as far as a signed head reaches that lies in it, and no further', async () => {
    const heads = [headAt(at(real, 6)), headAt(at(real, 9))];
    expect(await verify(linesOf(format, real, heads))).toMatchObject({ fault: null, signedUpTo: 9, unproven: null });
    const tail = await verify(linesOf(format, forged, heads.slice(0, 1)));
    expect(tail).toMatchObject({ fault: null, signedUpTo: 6, unproven: { from: 7, to: 9 } });
    const behind = await verify(linesOf(format, forged, heads.slice(0, 1), 7));
    expect(behind).toMatchObject({ fault: null, unproven: { from: 7, to: 9 } });
  });

  it('is not proven without a head that can be checked, and found out by one that was kept elsewhere', async () => {
    const whole = chainOf(9, 'forged');
    for (const heads of [[], [headAt(at(whole, 9), 'unknown')]]) {
      const lines = linesOf(format, whole, heads);
      expect(await verify(lines)).toMatchObject({ fault: null, signedUpTo: null, unproven: { from: 1, to: 9 } });
      const { fault } = await verify(lines, [headAt(at(real, 6))]);
      expect(fault).toEqual({ position: 6, reason: 'SIGNED_OTHERWISE' });
    }
  });

  it('may say nothing beside what is checked', async () => {
    const lines = linesOf(format, real, [headAt(at(real, 9))]);
    const mine = linesOf(format, chainOf(3, 'forged'), []);
    const smuggled = [
      [...mine.slice(0, -2), ...lines],
      [...lines, ...mine.slice(1)],
      [...mine.slice(2, 4), ...lines],
      ['', ...lines.slice(1)],
    ];
    for (const text of smuggled) expect((await verify(text)).fault).toMatchObject({ reason: 'UNREADABLE' });
    const [header = '', ...rest] = lines;
    for (const text of [header.replace('"heads"', '"hats"'), header.replace('"signature"', '"sign"')])
      expect((await verify([text, ...rest])).fault).toEqual({ position: 1, reason: 'UNREADABLE' });
  });

  it('does not pass for the whole chain once it is cut and its header written anew: a head behind it tells', async () => {
    const cut = linesOf(format, real.slice(0, 6), [headAt(at(real, 6))]);
    expect(await verify(cut)).toMatchObject({ fault: null, unproven: null, goesOnTo: null });
    const later = [headAt(at(real, 9)), headAt({ seq: 12, hash: 'x' }, 'unknown')];
    expect(await verify(cut, later)).toMatchObject({ fault: null, unproven: null, goesOnTo: 9 });
  });

  it('is checked in time, however many heads there are', async () => {
    const long = chainOf(10_000);
    const heads = Array.from({ length: 100_000 }, (_, i) => headAt({ seq: 20_000 + i, hash: '' }));
    const verdict = await verify(linesOf(format, long, [headAt(at(long, 10_000))]), heads);
    expect(verdict).toMatchObject({ entries: 10_000, fault: null, unproven: null });
  });
});

it('what a file repeats of an entry is compared with what is hashed', async () => {
  const real = chainOf(9);
  const heads = [headAt(at(real, 9))];
  const csv = linesOf('csv', real, heads);
  const line = csv.findIndex((text) => text.startsWith('5,'));
  for (const [cell, other] of [
    ['SaleConfirmed,', 'SaleCancelled,'],
    [',sale,', ',saga,'],
    ['0aa,5,', '0ab,5,'],
    ['0aa,5,', '0aa,6,'],
    [',2026-03-01T12', ',2026-03-02T12'],
  ] as const) {
    const altered = csv.map((text, i) => (i === line ? text.replace(cell, other) : text));
    expect(altered).not.toEqual(csv);
    expect((await verify(altered)).fault).toEqual({ position: 5, reason: 'ALTERED' });
  }
  const json = linesOf('json', real, heads).map((text) =>
    text.startsWith('{"seq":5,') ? text.replace('"body"', '"body":"{}","body"') : text,
  );
  expect((await verify(json)).fault).toEqual({ position: 5, reason: 'ALTERED' });
});
