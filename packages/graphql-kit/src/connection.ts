import { badUserInput } from './errors.ts';

export type PageArgs = { first?: number | null; after?: string | null };

/** A Relay connection. `totalCount` is left out on purpose: exact counts are what makes long lists slow. */
export type Connection<T> = {
  edges: { node: T; cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** How many items a page has: 20 unless said, at most 100. Ask the database for one more to know whether it ends. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE;
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE)
    throw badUserInput(`first: ${size} is not between 1 and ${LARGEST_PAGE}.`);
  return size;
}

/** An opaque cursor that holds the sort keys of a row (strings, numbers). */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The sort keys inside a cursor, or BAD_USER_INPUT when it is not one of ours with that many keys. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(keys) &&
      keys.length === length &&
      keys.every((k) => typeof k === 'string' || typeof k === 'number')
    )
      return keys;
  } catch {
    // Falls through to the refusal below: what cannot be parsed is not one of our cursors.
  }
  throw badUserInput(
    `after: "${cursor.slice(0, 40)}" is not a cursor of this list. Take one from an edge or pageInfo.`,
  );
}

/** Wraps up to `size + 1` rows into a page; the extra row only tells that there is more. */
export function toConnection<T>(
  rows: readonly T[],
  size: number,
  keysOf: (row: T) => readonly (string | number)[],
  hasPreviousPage = false,
): Connection<T> {
  const edges = rows.slice(0, size).map((node) => ({ node, cursor: encodeCursor(keysOf(node)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > size,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
