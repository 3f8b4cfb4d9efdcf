import type { UserEvent, UserEventType } from '@comptoir/contracts';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import type { Account } from '../domain/account.ts';
import type { PresentedToken } from '../domain/refresh.ts';
import type { UsersTelemetry } from '../telemetry/events.ts';

/** The caller of a use case: who, from where, with which cookie and trace. */
export type Caller = SubgraphRequest;

/** A fact to record, with the stream it belongs to. */
export type Fact<T extends UserEventType = UserEventType> = UserEvent<T> & {
  streamType: 'user' | 'login' | 'api-key';
  streamId: string;
  streamVersion: number;
};

export type RevokeReason = 'LOGOUT' | 'PASSWORD_CHANGED' | 'SUSPENDED' | 'TOKEN_REUSED';

export type StoredToken = PresentedToken & { sessionId: string; account: Account };

export type ApiKey = {
  id: string;
  prefix: string;
  name: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
};

/** Everything that one transaction may do. Reads of one row lock it until the end. */
export type Tx = {
  /** The database's time, read when it is asked for: access tokens and revocations are dated by one clock. */
  now(): Promise<Date>;
  /** Locks against other changes. */
  accountForUpdate(id: string): Promise<Account | null>;
  /** Locks against changes, not against other readers: rights stay what they are while a token is issued. */
  accountForShare(id: string): Promise<Account | null>;
  /** Answers which unique field another account has. */
  insertAccount(account: Account): Promise<'ok' | 'USERNAME_TAKEN' | 'EMAIL_TAKEN'>;
  /** Throws a unique violation when another account has the e-mail address. */
  saveAccount(account: Account): Promise<void>;
  /** Nothing of the person stays in the account or in the names of their keys; answers it, and the keys that ended by it. */
  eraseAccount(
    account: Account,
    by: { erasedAt: Date; passwordHash: string },
  ): Promise<{ account: Account; endedKeys: string[] }>;
  /** Locks the rows of all admins who can log in and answers their ids. Ask before any other account, so that two such changes queue up. */
  openAdmins(): Promise<string[]>;
  insertSession(session: { id: string; userId: string; tokenHash: Buffer }): Promise<{ expiresAt: Date }>;
  presentedToken(hash: Buffer): Promise<StoredToken | null>;
  exchangeToken(token: { hash: Buffer; successor: Buffer; sessionId: string }): Promise<{ expiresAt: Date }>;
  sessionExpiry(sessionId: string): Promise<Date>;
  /** Ends open sessions of the person: one, all but one, or all. Revokes and records each; answers their ids. */
  revokeSessions(which: { userId: string; only?: string; except?: string; reason: RevokeReason }): Promise<string[]>;
  insertApiKey(key: ApiKey & { secretHash: Buffer; createdBy: string }): Promise<void>;
  apiKeyForUpdate(id: string): Promise<ApiKey | null>;
  saveApiKeyRevoked(id: string, at: Date): Promise<void>;
  append(...facts: Fact[]): Promise<void>;
  /** What was issued to this user, session or API key until now no longer counts, at any gateway, once this is committed. */
  revoke(...keys: string[]): Promise<void>;
};

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long for an account that does not exist (null). */
  verify(hash: string | null, password: string): Promise<boolean>;
};

export type AccessTokens = {
  issue(account: Account, sessionId: string, at: Date): Promise<{ accessToken: string; expiresAt: Date }>;
};

export type RefreshTokens = {
  create(): string;
  hash(token: string): Buffer;
  /** The one token that this one is exchanged for. */
  successorOf(token: string): Promise<string>;
};

/** Counts failed tries of an account over all processes. Keys are names as they were typed. */
export type LoginThrottle = {
  /** Seconds until the account may be tried again; 0 for now. */
  waitSeconds(username: string): Promise<number>;
  failed(username: string): Promise<void>;
  /** Runs tries of one account a few at a time, so that many at once do not slip past the count. */
  inTurn<T>(username: string, attempt: () => Promise<T>): Promise<T>;
};

export type Deps = {
  transact<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>;
  accountById(id: string): Promise<Account | null>;
  accountByUsername(username: string): Promise<Account | null>;
  emailTaken(emailKey: string, exceptId: string): Promise<boolean>;
  passwords: Passwords;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  throttle: LoginThrottle;
  telemetry: UsersTelemetry;
};
