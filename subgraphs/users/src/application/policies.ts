import { isAdmin, requireActor } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';

/** A person's own account, or any for admins: what `user(id)` answers, and e-mail address, stores and suspension. */
export function maySeeAccount(actor: Actor | null, userId: string): boolean {
  const person = requireActor(actor);
  return person.sub === userId || isAdmin(person);
}

/**
 * A person who something points to (a sale of a manager's store, a complaint): staff see the name, shoppers only their own.
 * Whether the caller may see what points there was decided where that is.
 */
export function maySeeName(actor: Actor | null, userId: string): boolean {
  const person = requireActor(actor);
  return person.sub === userId || person.role !== 'CLIENT';
}
