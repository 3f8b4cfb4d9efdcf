import {
  badUserInput,
  decodeCursor,
  pageSize,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import type { Scope } from '../policies.ts';

/** What a list may be narrowed to; left out or null means any. */
export type ComplaintFilter = {
  number?: number | null;
  status?: string | null;
  category?: string | null;
  priority?: string | null;
  assigneeId?: string | null;
  storeId?: string | null;
};

export type ComplaintsArgs = PageArgs & {
  filter?: ComplaintFilter | null;
  orderBy?: { field: 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' } | null;
};

export type ComplaintPageWanted = {
  scope: Scope;
  /** Columns that must have these values. */
  filter: Record<string, string | number>;
  field: 'createdAt' | 'updatedAt';
  direction: 'asc' | 'desc';
  /** Go on behind this one. */
  after: { at: Date; id: string } | null;
  take: number;
};

type Sortable = { id: string; createdAt: Date; updatedAt: Date };

/** A page of complaints of the scope, and of the customer or sale in `of`; the newest first unless said. */
export async function complaints<T extends Sortable>(
  readPage: (wanted: ComplaintPageWanted) => Promise<T[]>,
  scope: Scope,
  { first, after, filter, orderBy }: ComplaintsArgs,
  of: Record<string, string> = {},
): Promise<Connection<T>> {
  const size = pageSize(first);
  const field = orderBy?.field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt';
  const direction = orderBy?.direction === 'ASC' ? 'asc' : 'desc';
  const wishes = wishesOf({ ...filter, ...of });
  const readable = wishes.every(([name, value]) => !name.endsWith('Id') || isUuid(String(value)));
  const position = after ? readCursor(after) : null;
  // What has not the form of an id is no id of anything.
  const rows = readable
    ? await readPage({ scope, filter: Object.fromEntries(wishes), field, direction, after: position, take: size + 1 })
    : [];
  return toConnection(rows, size, (row) => [row[field].getTime(), row.id], position !== null);
}

/** What of a filter is said: left out or null means any. */
export const wishesOf = (filter: object): [string, string | number][] =>
  Object.entries(filter).filter((entry): entry is [string, string | number] => (entry[1] ?? null) !== null);

function readCursor(cursor: string): { at: Date; id: string } {
  const [at, id] = decodeCursor(cursor, 2);
  const moment = new Date(Number(at));
  if (Number.isNaN(moment.getTime()) || typeof id !== 'string' || !isUuid(id))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return { at: moment, id };
}
