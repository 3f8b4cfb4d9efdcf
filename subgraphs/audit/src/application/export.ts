import { badUserInput, requireRole, type Download } from '@comptoir/graphql-kit';
import { searchOf } from '../domain/search.ts';
import {
  csvEntry,
  csvHeader,
  jsonEntry,
  jsonHeader,
  type ExportEntry,
  type ExportHeader,
} from '../domain/export-format.ts';
import type { RecordSearches } from './ports.ts';

/** What an export is read from. */
export type ExportSource = {
  /** The range with what proves it, up to the last signed head unless said; null when the chain has no such place. */
  header(from: number, to: number | null): Promise<ExportHeader | null>;
  pages(from: number, to: number): AsyncIterable<ExportEntry[]>;
};

type Format = 'json' | 'csv';

/** The audit chain as a file, from one place to another, a page in memory at a time. For admins, and recorded. */
export const exportEvents =
  (format: Format, source: ExportSource, record: RecordSearches): Download =>
  async (request, question) => {
    requireRole(request.actor, 'ADMIN');
    const [from, to] = [placeOf(question, 'from') ?? 1, placeOf(question, 'to')];
    await record(request, [searchOf('export', { format, from, to })]);
    const header = await source.header(from, to);
    if (!header) throw badUserInput(`from: the chain has no place ${from}. eventStoreStatistics tells how long it is.`);
    return {
      contentType: format === 'json' ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8',
      fileName: `audit-${header.from}-${header.to}.${format}`,
      body: format === 'json' ? jsonLines(source, header) : csvLines(source, header),
    };
  };

function placeOf(question: URLSearchParams, name: string): number | null {
  const text = question.get(name);
  if (text === null) return null;
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw badUserInput(`${name}: "${text.slice(0, 40)}" is no place. Places are numbers from 1 on.`);
  return Number(text);
}

async function* jsonLines(source: ExportSource, header: ExportHeader): AsyncGenerator<string> {
  yield jsonHeader(header);
  for await (const page of source.pages(header.from, header.to))
    yield page.map((entry) => jsonEntry(entry, entry.seq === header.to)).join('');
  yield ']}\n';
}

async function* csvLines(source: ExportSource, header: ExportHeader): AsyncGenerator<string> {
  yield csvHeader(header);
  for await (const page of source.pages(header.from, header.to)) yield page.map(csvEntry).join('');
  yield '#end\n';
}
