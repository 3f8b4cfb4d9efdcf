import { done, refused, type Outcome } from '../../domain/problems.ts';
import { decideRefresh } from '../../domain/refresh.ts';
import type { SignedIn } from '../begin-session.ts';
import type { Caller, Deps } from '../ports.ts';

export type RefreshSessionInput = { userId?: string | null };

/** Exchanges the refresh token of the cookie. See domain/refresh.ts for what happens to one that was exchanged before. */
export const refreshSession =
  (deps: Deps) =>
  async (caller: Caller, { userId }: RefreshSessionInput): Promise<Outcome<SignedIn>> => {
    const presented = caller.cookie.refreshToken;
    if (!presented) return refused({ code: 'SESSION_ENDED' });
    const hash = deps.refreshTokens.hash(presented);
    const refreshToken = await deps.refreshTokens.successorOf(presented);

    const refreshed = await deps.transact(caller, async (tx) => {
      const token = await tx.presentedToken(hash);
      const decision = decideRefresh(token);
      if (!token || decision === 'ended') return null;
      const { account, sessionId } = token;
      if (decision === 'reused') {
        await tx.revokeSessions({ userId: account.id, only: sessionId, reason: 'TOKEN_REUSED' });
        deps.telemetry.refreshTokenReused(account.id, sessionId);
        return null;
      }
      if (userId && userId !== account.id) return 'somebody else';
      const { expiresAt: sessionExpiresAt } =
        decision === 'rotate'
          ? await tx.exchangeToken({ hash, successor: deps.refreshTokens.hash(refreshToken), sessionId })
          : { expiresAt: await tx.sessionExpiry(sessionId) };
      return { account, sessionExpiresAt, ...(await deps.accessTokens.issue(account, sessionId, await tx.now())) };
    });

    if (refreshed === 'somebody else') return refused({ code: 'SESSION_ENDED' });
    if (!refreshed) {
      caller.cookie.setRefreshToken(null);
      return refused({ code: 'SESSION_ENDED' });
    }
    const { account, accessToken, expiresAt, sessionExpiresAt } = refreshed;
    caller.cookie.setRefreshToken(refreshToken, sessionExpiresAt);
    return done({ account, accessToken, expiresAt });
  };
