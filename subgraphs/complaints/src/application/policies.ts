import { forbidden, requireActor, requireRole } from '@comptoir/graphql-kit';
import type { Actor, Role } from '@comptoir/kit';

/** Which complaints a person may see: all, or their own and those about sales of their stores. */
export type Scope = 'all' | { customerId: string; storeIds: string[] };

export function scopeOf(actor: Actor | null): Scope {
  const { role, sub, storeIds } = requireActor(actor);
  if (role === 'AGENT' || role === 'ADMIN') return 'all';
  return { customerId: sub, storeIds: role === 'MANAGER' ? storeIds : [] };
}

export function isInScope(scope: Scope, complaint: { customerId: string; storeId: string | null }): boolean {
  if (scope === 'all' || complaint.customerId === scope.customerId) return true;
  return complaint.storeId !== null && scope.storeIds.includes(complaint.storeId);
}

/** The stores whose figures a person sees; null: all, and what is about no store. */
export function figureStores(actor: Actor | null): string[] | null {
  const { role, storeIds } = requireRole(actor, 'MANAGER', 'AGENT', 'ADMIN');
  return role === 'MANAGER' ? storeIds : null;
}

/** All complaints of a person: for the person, agents and admins. */
export function maySeeComplaintsOf(actor: Actor | null, userId: string): boolean {
  return scopeOf(actor) === 'all' || requireActor(actor).sub === userId;
}

type Owned = { customerId: string } | null;

/** Agents and admins attend to complaints. */
const ATTENDING: readonly Role[] = ['AGENT', 'ADMIN'];

/** Whether somebody of this role does; null: there is no such person. */
export const attends = (role: Role | null): boolean => role !== null && ATTENDING.includes(role);

/** Answers who it is. */
export const mustAttend = (actor: Actor | null): string => requireRole(actor, ...ATTENDING).sub;

/** Starts, resolves and says how urgent it is: whoever attends, but nobody where the complaint is their own or its customer has it, since they could pay themselves. */
export function mustAttendToAnother(
  actor: Actor | null,
  complaint: { customerId: string; assigneeId: string | null } | null,
): string {
  const userId = mustAttend(actor);
  if (complaint && [userId, complaint.assigneeId].includes(complaint.customerId))
    throw forbidden(
      'Nobody attends to a complaint of their own: assign it to another agent, who starts and resolves it.',
    );
  return userId;
}

/** The customer, agents and admins speak about a complaint; before it is known, everybody who is signed in may. */
export function mustTakePart(actor: Actor | null, complaint: Owned): string {
  const { sub, role } = requireActor(actor);
  if (complaint && complaint.customerId !== sub && role !== 'AGENT' && role !== 'ADMIN')
    throw forbidden('Only the customer, agents and admins comment on a complaint.');
  return sub;
}

/** The customer and admins end a complaint or begin anew with it; before it is known, everybody who is signed in may. */
export function mustBeTheirs(actor: Actor | null, complaint: Owned): string {
  const { sub, role } = requireActor(actor);
  if (complaint && complaint.customerId !== sub && role !== 'ADMIN')
    throw forbidden('Only the customer and admins close or reopen a complaint.');
  return sub;
}
