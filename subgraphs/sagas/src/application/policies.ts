import { badUserInput, forbidden, isAdmin, managesStore, requireActor, requireRole } from '@comptoir/graphql-kit';
import type { PaymentMethod } from '@comptoir/contracts';
import type { Actor } from '@comptoir/kit';
import type { SagaView } from '../domain/saga-view.ts';

type Owned = Pick<SagaView, 'userId' | 'storeId'>;

/** Its shopper, the managers of its store, admins. */
export function maySeeSaga(actor: Actor | null, { userId, storeId }: Owned): boolean {
  const person = requireActor(actor);
  return person.sub === userId || (storeId === null ? isAdmin(person) : managesStore(person, storeId));
}

/** As `maySeeSaga`; agents too, whom only a sale or complaint that they may read can have led there. */
export function mayFollowReference(actor: Actor | null, saga: Owned): boolean {
  return requireActor(actor).role === 'AGENT' || maySeeSaga(actor, saga);
}

/** Sagas are stopped by their shopper and by admins. */
export function requireMayCancel(actor: Actor | null, { userId }: Owned): void {
  const person = requireActor(actor);
  if (person.sub !== userId && !isAdmin(person)) throw forbidden('Only the shopper and admins may stop a saga.');
}

/** Somebody signed in; cash is taken by managers of the store and by admins; roads are shown in demo systems only. */
export function requireMayCheckOut(
  actor: Actor | null,
  wish: { storeId: string; method: PaymentMethod; simulate: string | null },
  demo: boolean,
): Actor {
  const person = requireActor(actor);
  if (wish.method === 'CASH' && !managesStore(person, wish.storeId.toLowerCase()))
    throw forbidden('Cash is taken at the till, by a manager of the store or an admin.');
  if (wish.simulate !== null && !demo)
    throw badUserInput('simulate: only demo systems (DEMO=true) take it. Leave it out.');
  return person;
}

/** The stores whose moving sagas a person may watch; null for all. */
export function watchedStores(actor: Actor | null): string[] | null {
  const person = requireRole(actor, 'MANAGER', 'ADMIN');
  return isAdmin(person) ? null : person.storeIds;
}
