import {
  badUserInput,
  decodeCursor,
  pageSize,
  requireRole,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { ApiKey } from '../ports.ts';

/** API keys, the newest first, for admins. */
export async function apiKeys(
  readPage: (afterId: string | null, take: number) => Promise<ApiKey[]>,
  actor: Actor | null,
  { first, after }: PageArgs,
): Promise<Connection<ApiKey>> {
  requireRole(actor, 'ADMIN');
  const size = pageSize(first);
  const afterId = after ? String(decodeCursor(after, 1)[0]) : null;
  if (afterId !== null && !isUuid(afterId))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return toConnection(await readPage(afterId, size + 1), size, ({ id }) => [id], afterId !== null);
}
