import { z } from 'zod';

const uuid = z.uuid();
const at = z.iso.datetime();
const role = z.enum(['CLIENT', 'AGENT', 'MANAGER', 'ADMIN']);
/** Who uses a session or key. */
const userId = uuid;

/**
 * Events that the users context records. Streams: user (id of the user), login (one an attempt; its id is the session's
 * when it succeeded), api-key. None carries a name, an e-mail address or a network address.
 */
export const userEvents = {
  UserRegistered: z.object({ role, storeIds: z.array(uuid), registeredAt: at }),
  /** Which fields were changed; what they hold is personal and stays in users. */
  UserProfileUpdated: z.object({ fields: z.array(z.enum(['displayName', 'email'])).min(1) }),
  UserPasswordChanged: z.object({ changedAt: at }),
  UserRoleChanged: z.object({ from: role, to: role, storeIds: z.array(uuid) }),
  UserSuspended: z.object({ suspendedAt: at }),
  UserReinstated: z.object({ reinstatedAt: at }),
  /** The person asked to be forgotten: every context erases the keys of what they wrote, and what it has of them beside events. */
  UserErased: z.object({ erasedAt: at }),
  /** A session began: a log-in with a password, or the registration. */
  UserLoggedIn: z.object({ userId, sessionId: uuid, method: z.enum(['PASSWORD', 'REGISTRATION']), expiresAt: at }),
  /** Null is a name that no account has; the name itself is not told. */
  LoginFailed: z.object({
    userId: uuid.nullable(),
    reason: z.enum(['UNKNOWN_ACCOUNT', 'WRONG_PASSWORD', 'SUSPENDED']),
  }),
  /** TOKEN_REUSED: a refresh token came back that had been exchanged before, so it is in two hands. */
  SessionRevoked: z.object({
    userId,
    sessionId: uuid,
    reason: z.enum(['LOGOUT', 'PASSWORD_CHANGED', 'SUSPENDED', 'TOKEN_REUSED']),
  }),
  ApiKeyCreated: z.object({ userId, expiresAt: at.nullable() }),
  ApiKeyRevoked: z.object({ userId, revokedAt: at }),
} as const satisfies Record<string, z.ZodType>;

export type UserEventType = keyof typeof userEvents;
export type UserEventData<T extends UserEventType> = z.infer<(typeof userEvents)[T]>;

/** An event of the given types, as far as a reducer needs it. */
export type UserEvent<T extends UserEventType> = { [K in T]: { type: K; data: UserEventData<K> } }[T];
