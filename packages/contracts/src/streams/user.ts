import type { UserEvent } from '../events/users.ts';

export type UserStreamEvent = UserEvent<
  | 'UserRegistered'
  | 'UserProfileUpdated'
  | 'UserPasswordChanged'
  | 'UserRoleChanged'
  | 'UserSuspended'
  | 'UserReinstated'
  | 'UserErased'
>;

/** A user as the events tell it: nothing personal, since no event carries it. */
export type UserFold = {
  role: 'CLIENT' | 'AGENT' | 'MANAGER' | 'ADMIN';
  storeIds: string[];
  registeredAt: string;
  suspendedAt: string | null;
  passwordChangedAt: string | null;
  /** When the person was forgotten. */
  erasedAt: string | null;
};

/** Before UserRegistered there is nothing. */
export const initial: UserFold | null = null;

/** Folds one event into the user. Pure, and total: what comes before UserRegistered changes nothing. */
export function apply(user: UserFold | null, event: UserStreamEvent): UserFold | null {
  if (event.type === 'UserRegistered')
    return { ...event.data, suspendedAt: null, passwordChangedAt: null, erasedAt: null };
  if (!user) return null;
  switch (event.type) {
    case 'UserProfileUpdated':
      return user;
    case 'UserPasswordChanged':
      return { ...user, passwordChangedAt: event.data.changedAt };
    case 'UserRoleChanged':
      return { ...user, role: event.data.to, storeIds: event.data.storeIds };
    case 'UserSuspended':
      return { ...user, suspendedAt: event.data.suspendedAt };
    case 'UserReinstated':
      return { ...user, suspendedAt: null };
    case 'UserErased': {
      const { erasedAt } = event.data;
      return { ...user, suspendedAt: user.suspendedAt ?? erasedAt, erasedAt };
    }
    default:
      return event satisfies never;
  }
}
