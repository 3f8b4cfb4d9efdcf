import type { UserEvent, UserEventData } from '../events/users.ts';

export type LoginStreamEvent = UserEvent<'UserLoggedIn' | 'LoginFailed' | 'SessionRevoked'>;

/** A try to sign in, and the session that it began, as their events tell them. */
export type LoginFold = {
  /** Null: nobody has the name that was tried. */
  userId: string | null;
  state: 'OPEN' | 'FAILED' | 'REVOKED';
  method: UserEventData<'UserLoggedIn'>['method'] | null;
  /** When the session was to end on the day it began; each use of it moved that on. */
  expiresAt: string | null;
  /** Why it failed, or was ended before its time. */
  reason: UserEventData<'LoginFailed'>['reason'] | UserEventData<'SessionRevoked'>['reason'] | null;
};

/** Before the try there is nothing. */
export const initial: LoginFold | null = null;

/** Folds one event into the try. Pure, and total: what comes before the try changes nothing. */
export function apply(login: LoginFold | null, event: LoginStreamEvent): LoginFold | null {
  switch (event.type) {
    case 'UserLoggedIn': {
      const { userId, method, expiresAt } = event.data;
      return { userId, state: 'OPEN', method, expiresAt, reason: null };
    }
    case 'LoginFailed':
      return { ...event.data, state: 'FAILED', method: null, expiresAt: null };
    case 'SessionRevoked':
      return login && { ...login, state: 'REVOKED', reason: event.data.reason };
    default:
      return event satisfies never;
  }
}
