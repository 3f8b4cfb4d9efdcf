import { parseBody } from './body.ts';
import type { Link } from './chain.ts';
import type { SignedHead } from './signed-head.ts';

/** What an export says of itself, in front: its range, the chain values at both ends, and the signed heads around and in it. */
export type ExportHeader = {
  format: 'comptoir-audit-1';
  from: number;
  to: number;
  before: string;
  last: string;
  heads: SignedHead[];
};

export type ExportEntry = Link & { hash: string };

/** A line each, so that a reader need hold no more than one. */
export const jsonHeader = (header: ExportHeader): string => `${JSON.stringify(header).slice(0, -1)},"events":[\n`;

export const jsonEntry = ({ seq, source, sourcePosition, body, hash }: ExportEntry, isLast: boolean): string =>
  `${JSON.stringify({ seq, source, sourcePosition, hash, body })}${isLast ? '' : ','}\n`;

const COLUMNS = 'seq,source,sourcePosition,hash,type,streamType,streamId,streamVersion,occurredAt,body';
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The header as a comment, then the names of the columns. */
export const csvHeader = (header: ExportHeader): string => `#${JSON.stringify(header)}\n${COLUMNS}\n`;

export function csvEntry({ seq, source, sourcePosition, body, hash }: ExportEntry): string {
  const { type, streamType, streamId, streamVersion, occurredAt } = parseBody(body);
  const cells = [seq, source, sourcePosition, hash, type, streamType, streamId, streamVersion, occurredAt];
  return `${cells.join()},${quoted(body)}\n`;
}

/** A line of an export: its header, an entry, its end, or what is only there to be read by people. */
type ExportLine = { header: ExportHeader } | { entry: ExportEntry } | { end: true } | null;

/** Throws when the line is none of an export. */
export function parseLine(line: string): ExportLine {
  if (line === '' || line === COLUMNS) return null;
  if (line === ']}' || line === '#end') return { end: true };
  if (line.startsWith('{"format"')) return { header: headerOf(`${line}]}`) };
  if (line.startsWith('#{')) return { header: headerOf(line.slice(1)) };
  if (line.startsWith('{')) return { entry: entryOf(JSON.parse(line.replace(/,$/, '')) as ExportEntry) };
  const [seq = '', source = '', sourcePosition = '', hash = ''] = line.split(',', 4);
  const body = line.slice(line.indexOf(',"') + 2, -1).replaceAll('""', '"');
  return { entry: { seq: Number(seq), source, sourcePosition: Number(sourcePosition), hash, body } };
}

/** Whether the line says what the entry says and nothing else: what it repeats of the body for readers is not hashed. */
export function isLineOf(line: string, entry: ExportEntry): boolean {
  try {
    return line.startsWith('{')
      ? `${line.replace(/,$/, '')}\n` === jsonEntry(entry, true)
      : `${line}\n` === csvEntry(entry);
  } catch {
    return false;
  }
}

function headerOf(text: string): ExportHeader {
  const header = JSON.parse(text) as ExportHeader;
  const { format, from, to, heads } = header;
  const isOne = format === 'comptoir-audit-1' && [from, to].every(Number.isSafeInteger) && from <= to;
  if (!isOne || !heads.every(({ signature }) => typeof signature === 'string'))
    throw new Error('This is no header of an export.');
  return header;
}

function entryOf(entry: ExportEntry): ExportEntry {
  const { seq, source, sourcePosition, hash, body } = entry;
  if (
    ![seq, sourcePosition].every(Number.isSafeInteger) ||
    ![source, hash, body].every((text) => typeof text === 'string')
  )
    throw new Error('This is no entry of an export.');
  return entry;
}
