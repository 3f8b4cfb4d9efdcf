import type { Difference } from './difference.ts';

/** What is looked at: what began, ended or changed in the window, and what is open however old it is. */
export type Window = {
  /** When it begins. */
  from: Date;
  /** The least id of its time: ids sort by the moment at which they were drawn. */
  fromId: string;
};

/** One comparison of books. */
export type Check = {
  name: string;
  /** It looks at everything at once: there is one subject, which is no number for a person. */
  isWhole?: true;
  /** Ids of what is to be compared, in pages. */
  subjects(window: Window): AsyncIterable<string[]>;
  /** Compares these, anew each time it is asked. */
  examine(ids: readonly string[], window: Window): Promise<Difference[]>;
  /** The subject that a difference belongs to, to look at it again. */
  subjectOf(difference: Difference): string;
};

/** More in one statement would hold its snapshot for longer; fewer would cost more round trips. */
const PAGE = 500;

/** Goes through what is sorted by id, page by page. */
export async function* pagesOf<Row extends { id: string }>(
  fromId: string,
  read: (afterId: string, limit: number) => Promise<Row[]>,
): AsyncIterable<Row[]> {
  for (let after = fromId; ;) {
    const rows = await read(after, PAGE);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

const ZERO = '00000000-0000-0000-0000-000000000000';

/** The last so many milliseconds; everything where that is not said. */
export function windowOf(sinceMs?: number, nowMs = Date.now()): Window {
  if (sinceMs === undefined) return { from: new Date(0), fromId: ZERO };
  const from = new Date(nowMs - sinceMs);
  const time = from.getTime().toString(16).padStart(12, '0');
  return { from, fromId: `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000` };
}
