import { forbidden, managesStore, requireActor, requireRole } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';

/** Products and categories, opening and closing stores: admins. */
export const requireAdmin = (actor: Actor | null): Actor => requireRole(actor, 'ADMIN');

/** Stock, figures and particulars of a store: its managers, and admins. */
export function requireManagerOf(actor: Actor | null, storeId: string): Actor {
  const person = requireActor(actor);
  if (!managesStore(person, storeId)) throw forbidden('Only managers of this store and admins may do this.');
  return person;
}

/** The stores that a person looks after: all for admins. */
export function storesOf(actor: Actor | null): 'all' | string[] {
  const person = requireRole(actor, 'MANAGER', 'ADMIN');
  return person.role === 'ADMIN' ? 'all' : person.storeIds;
}
