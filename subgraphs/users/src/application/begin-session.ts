import { uuidv7 } from '@comptoir/kit';
import type { Account } from '../domain/account.ts';
import type { Caller, Deps, Tx } from './ports.ts';

/** What a person holds who is signed in; the refresh token goes into the cookie only. */
export type SignedIn = { account: Account; accessToken: string; expiresAt: Date };

export type NewSession = SignedIn & { sessionId: string; refreshToken: string; sessionExpiresAt: Date };

/** Opens a session in the caller's transaction: its first refresh token, its access token, and the event. */
export async function beginSession(
  tx: Tx,
  { refreshTokens, accessTokens }: Pick<Deps, 'refreshTokens' | 'accessTokens'>,
  account: Account,
  method: 'PASSWORD' | 'REGISTRATION',
): Promise<NewSession> {
  const sessionId = uuidv7();
  const refreshToken = refreshTokens.create();
  const tokenHash = refreshTokens.hash(refreshToken);
  const { expiresAt: sessionExpiresAt } = await tx.insertSession({ id: sessionId, userId: account.id, tokenHash });
  const data = { userId: account.id, sessionId, method, expiresAt: sessionExpiresAt.toISOString() };
  await tx.append({ type: 'UserLoggedIn', streamType: 'login', streamId: sessionId, streamVersion: 1, data });
  const { accessToken, expiresAt } = await accessTokens.issue(account, sessionId, await tx.now());
  return { account, accessToken, expiresAt, sessionId, refreshToken, sessionExpiresAt };
}

/** To be called after the commit: only a session that exists is handed out. */
export function handOut(
  caller: Caller,
  { account, accessToken, expiresAt, refreshToken, sessionExpiresAt }: NewSession,
): SignedIn {
  caller.cookie.setRefreshToken(refreshToken, sessionExpiresAt);
  return { account, accessToken, expiresAt };
}
