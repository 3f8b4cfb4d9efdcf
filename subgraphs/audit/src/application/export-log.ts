import { badUserInput, requireRole, type Download } from '@comptoir/graphql-kit';
import type { Clock } from '@comptoir/kit';
import { ACTIONS, CATEGORIES } from '../domain/action.ts';
import { LOG_FORMATS } from '../domain/log-format.ts';
import { searchOf } from '../domain/search.ts';
import type { EventReads, EventWishes, RecordSearches, SearchPlace, StoredEvent } from './ports.ts';
import { wishesOfLog, type AuditLogFilter } from './queries/audit-log.ts';

const PAGE = 1_000;

/** What can be asked for, as in `AuditLogFilter` of the graph; lists with commas. */
const READERS: { [Name in keyof Required<AuditLogFilter>]: (text: string, name: string) => AuditLogFilter[Name] } = {
  actions: (text, name) => someOf(ACTIONS, text, name),
  categories: (text, name) => someOf(CATEGORIES, text, name),
  types: (text) => text.split(','),
  entityType: String,
  entityId: String,
  userId: String,
  correlationId: String,
  from: momentOf,
  to: momentOf,
};

/**
 * The audit log as a file, filtered as in the graph, the newest first, a page in memory at a time: what somebody did, what
 * happened to one thing, all that had to do with who may do what. For admins, and recorded.
 */
export const exportLog =
  (format: keyof typeof LOG_FORMATS, reads: EventReads, record: RecordSearches, clock: Clock): Download =>
  async (request, question) => {
    requireRole(request.actor, 'ADMIN');
    const filter = filterOf(question);
    const wishes = await wishesOfLog(reads, filter);
    await record(request, [searchOf('exportLog', { format, filter })]);
    return {
      contentType: LOG_FORMATS[format].contentType,
      fileName: `audit-log-${clock().toISOString().slice(0, 10)}.${format}`,
      body: linesOf(LOG_FORMATS[format], wishes ? pagesOf(reads, wishes) : []),
    };
  };

const placeOf = ({ occurredAt, position: seq }: StoredEvent): SearchPlace => ({ occurredAt, seq });

async function* pagesOf(reads: EventReads, wishes: EventWishes): AsyncGenerator<StoredEvent[]> {
  let before: SearchPlace | null = null;
  for (;;) {
    const page: StoredEvent[] = await reads.search(wishes, before, PAGE);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    before = placeOf(last);
  }
}

async function* linesOf(
  { begin, entry, end }: (typeof LOG_FORMATS)[keyof typeof LOG_FORMATS],
  pages: AsyncIterable<StoredEvent[]> | Iterable<StoredEvent[]>,
): AsyncGenerator<string> {
  yield begin;
  let isFirst = true;
  for await (const page of pages) {
    yield page.map((event, i) => entry(event, isFirst && i === 0)).join('');
    isFirst = false;
  }
  yield end;
}

function filterOf(question: URLSearchParams): AuditLogFilter {
  return Object.fromEntries(
    [...question].map(([name, text]) => {
      // A name that is not known would leave the condition out, and show more than was meant.
      if (!Object.hasOwn(READERS, name))
        throw badUserInput(`${name.slice(0, 40)}: no filter of the log. There are ${Object.keys(READERS).join(', ')}.`);
      return [name, READERS[name as keyof typeof READERS](text, name)];
    }),
  );
}

function someOf<Word extends string>(known: readonly Word[], text: string, name: string): Word[] {
  return text.split(',').map((word) => {
    const found = known.find((one) => one === word);
    if (!found) throw badUserInput(`${name}: "${word.slice(0, 40)}" is none. Name some of ${known.join(', ')}.`);
    return found;
  });
}

function momentOf(text: string, name: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()))
    throw badUserInput(`${name}: "${text.slice(0, 40)}" is no moment. Write it like 2026-03-01T00:00:00Z.`);
  return moment;
}
