import type { Actor, Role } from '@comptoir/kit';
import { forbidden, unauthenticated } from './errors.ts';

/** The signed-in person, or UNAUTHENTICATED. */
export function requireActor(actor: Actor | null): Actor {
  if (!actor) throw unauthenticated();
  return actor;
}

/** The signed-in person if the role is one of these, else UNAUTHENTICATED or FORBIDDEN. */
export function requireRole(actor: Actor | null, ...roles: Role[]): Actor {
  const person = requireActor(actor);
  if (!roles.includes(person.role))
    throw forbidden(`This needs the role ${roles.join(' or ')}; yours is ${person.role}.`);
  return person;
}

export const isAdmin = (actor: Actor | null): boolean => actor?.role === 'ADMIN';

/** Whether the store is one of this manager's, however its id is written, or the person an admin. */
export function managesStore(actor: Actor | null, storeId: string): boolean {
  return isAdmin(actor) || (actor?.role === 'MANAGER' && actor.storeIds.includes(storeId.toLowerCase()));
}
