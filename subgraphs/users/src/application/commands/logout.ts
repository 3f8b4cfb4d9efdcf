import { done, type Outcome } from '../../domain/problems.ts';
import type { Caller, Deps, Tx } from '../ports.ts';

/** The session of the access token, or of the cookie when the access token has expired. */
async function sessionOf(
  caller: Caller,
  tx: Tx,
  hash: (token: string) => Buffer,
): Promise<{ userId: string; sessionId: string } | null> {
  if (caller.actor) return { userId: caller.actor.sub, sessionId: caller.actor.sessionId };
  const token = caller.cookie.refreshToken ? await tx.presentedToken(hash(caller.cookie.refreshToken)) : null;
  return token && { userId: token.account.id, sessionId: token.sessionId };
}

/** Ends this session or all sessions of the person, and removes the cookie in any case. */
export const logout =
  (deps: Deps) =>
  async (caller: Caller, { everywhere }: { everywhere: boolean }): Promise<Outcome<{ endedSessions: number }>> => {
    const ended = await deps.transact(caller, async (tx) => {
      const session = await sessionOf(caller, tx, deps.refreshTokens.hash);
      if (!session) return { userId: '', ids: [] };
      const { userId, sessionId } = session;
      await tx.accountForShare(userId);
      return {
        userId,
        ids: await tx.revokeSessions({ userId, ...(!everywhere && { only: sessionId }), reason: 'LOGOUT' }),
      };
    });
    caller.cookie.setRefreshToken(null);
    if (ended.ids.length > 0) deps.telemetry.sessionsRevoked(ended.userId, 'LOGOUT', ended.ids.length);
    return done({ endedSessions: ended.ids.length });
  };
