import {
  badUserInput,
  decodeCursor,
  forbidden,
  isAdmin,
  managesStore,
  pageSize,
  requireActor,
  toConnection,
  type Connection,
  type PageArgs,
} from '@comptoir/graphql-kit';
import { isUuid, type Actor } from '@comptoir/kit';
import type { SagaView } from '../../domain/saga-view.ts';

export type SagaFilter = {
  states?: readonly string[] | null;
  type?: string | null;
  parked?: boolean | null;
  completed?: boolean | null;
  storeId?: string | null;
  userId?: string | null;
};

/** Whose sagas: of each of these people or stores a page of its own, or one page of all. */
export type SagaScope = { by: 'user' | 'store'; ids: readonly string[] } | { by: 'all' };

export type SagaPageWanted = { filter: SagaFilter; afterId: string | null; take: number };

export type SagasArgs = PageArgs & { filter?: SagaFilter | null };
type ReadPages = (scope: SagaScope, wanted: SagaPageWanted) => Promise<SagaView[]>;

/** Whose sagas the caller may list with this filter: all for admins, their stores for managers, one's own for others. */
function scopeOf(actor: Actor | null, { userId, storeId }: SagaFilter): SagaScope {
  const person = requireActor(actor);
  if (isAdmin(person)) return { by: 'all' };
  if (userId === person.sub) return { by: 'user', ids: [person.sub] };
  if (person.role !== 'MANAGER') {
    if (userId) throw forbidden('You may list your own sagas only.');
    return { by: 'user', ids: [person.sub] };
  }
  if (!storeId) return { by: 'store', ids: person.storeIds };
  if (!managesStore(person, storeId)) throw forbidden('You may list the sagas of your stores only.');
  return { by: 'store', ids: [storeId] };
}

/** Sagas that the caller may see, newest first. */
export async function sagas(
  readPages: ReadPages,
  actor: Actor | null,
  { first, after, filter }: SagasArgs,
): Promise<Connection<SagaView>> {
  const wanted = lowerIds(filter ?? {});
  const scope = scopeOf(actor, wanted);
  const page = pageOf({ first, after }, wanted);
  // An id of a wrong form is nobody's: there is nothing to find.
  const nothing = [wanted.storeId, wanted.userId].some((id) => id && !isUuid(id));
  const rows = nothing ? [] : await readPages(scope, page);
  return toPage(rows, page);
}

/** A person's own sagas, for the person and for admins. */
export async function sagasOf(
  readPages: (userId: string, wanted: SagaPageWanted) => Promise<SagaView[]>,
  actor: Actor | null,
  userId: string,
  args: PageArgs,
): Promise<Connection<SagaView>> {
  const person = requireActor(actor);
  if (person.sub !== userId && !isAdmin(person)) throw forbidden('Only the person and admins see these sagas.');
  const page = pageOf(args, {});
  return toPage(await readPages(userId, page), page);
}

function pageOf({ first, after }: PageArgs, filter: SagaFilter): SagaPageWanted {
  const afterId = after ? String(decodeCursor(after, 1)[0]) : null;
  if (afterId !== null && !isUuid(afterId))
    throw badUserInput('after: not a cursor of this list. Take one from an edge or pageInfo.');
  return { filter, afterId, take: pageSize(first) + 1 };
}

const toPage = (rows: readonly SagaView[], { take, afterId }: SagaPageWanted): Connection<SagaView> =>
  toConnection(rows, take - 1, ({ id }) => [id], afterId !== null);

const lowerIds = ({ storeId, userId, ...rest }: SagaFilter): SagaFilter => ({
  ...rest,
  storeId: storeId?.toLowerCase() ?? null,
  userId: userId?.toLowerCase() ?? null,
});
