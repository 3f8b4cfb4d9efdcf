import { forbidden, isAdmin, managesStore, requireActor, requireRole } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import type { Sale } from '../domain/sale.ts';

/** Whose sales: one person's, those of stores, or all. Several are joined. */
export type Scope = { userId: string } | { storeIds: readonly string[] } | 'all';

/** A sale is for its buyer, the managers of its store, and admins. */
export function maySeeSale(actor: Actor | null, { userId, storeId }: Pick<Sale, 'userId' | 'storeId'>): boolean {
  const person = requireActor(actor);
  return person.sub === userId || managesStore(person, storeId);
}

/** Throws what the person is told who may not see a sale. */
export function mustSeeSale<S extends Pick<Sale, 'userId' | 'storeId'>>(actor: Actor | null, sale: S): S {
  if (!maySeeSale(actor, sale)) throw forbidden('This sale is somebody else’s.');
  return sale;
}

/** Money back is asked for by the buyer, and at the till by the managers of the store. */
export function mustBeAbleToAskBack(actor: Actor | null, { userId, storeId }: Pick<Sale, 'userId' | 'storeId'>): void {
  const person = requireActor(actor);
  const isAtTheTill = person.role === 'MANAGER' && managesStore(person, storeId);
  if (person.sub !== userId && !isAtTheTill)
    throw forbidden('Only the buyer, and managers of the store that sold, ask for money back.');
}

/** A refund is decided by the managers of the store that sold, and admins. */
export function mustDecide(actor: Actor | null, { storeId }: Pick<Sale, 'storeId'>): Actor {
  const person = requireActor(actor);
  if (!managesStore(person, storeId)) throw forbidden('Only managers of the store and admins decide about refunds.');
  return person;
}

/** What agents see: whatever a complaint refers to, and nothing that they look for themselves. */
export const seesByReference = (actor: Actor | null): boolean => actor?.role === 'AGENT';

/** What `sales` and `refunds` list for this person: the widest scopes that the filter leaves. */
export function scopesOf(actor: Actor | null, filter: { userId?: string | null; storeId?: string | null }): Scope[] {
  const person = requireActor(actor);
  const own: Scope = { userId: person.sub };
  if (isAdmin(person)) return ['all'];
  if (filter.userId === person.sub) return [own];
  if (person.role !== 'MANAGER') {
    if (filter.userId) throw forbidden('This is somebody else’s.');
    return [own];
  }
  if (filter.storeId && !managesStore(person, filter.storeId)) throw forbidden('This is not one of your stores.');
  const stores: Scope = { storeIds: person.storeIds };
  return filter.userId || filter.storeId ? [stores] : [own, stores];
}

/** Everything that a store sells is for its managers and admins. */
export function mustManage(actor: Actor | null, storeId: string): void {
  if (!managesStore(requireActor(actor), storeId))
    throw forbidden('Only managers of the store and admins see what it sells.');
}

/** What somebody bought: all of it for the person and admins, what was bought in their stores for managers. */
export function scopesOfUser(actor: Actor | null, userId: string): Scope[] {
  const person = requireActor(actor);
  if (person.sub === userId || isAdmin(person)) return [{ userId }];
  if (person.role !== 'MANAGER') throw forbidden('These sales are somebody else’s.');
  return [{ storeIds: person.storeIds }];
}

/** What somebody can spend is for the person and admins. */
export function mustOwn(actor: Actor | null, userId: string): void {
  const person = requireActor(actor);
  if (person.sub !== userId && !isAdmin(person)) throw forbidden('This store credit is somebody else’s.');
}

/** The stores whose activity the person sees; null: all. */
export function activityStores(actor: Actor | null, storeId: string | null | undefined): string[] | null {
  const person = requireRole(actor, 'MANAGER', 'ADMIN');
  if (storeId) mustManage(person, storeId);
  if (storeId) return [storeId.toLowerCase()];
  return isAdmin(person) ? null : person.storeIds;
}
