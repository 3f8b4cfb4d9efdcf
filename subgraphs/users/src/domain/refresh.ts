/**
 * How long a refresh token is answered again after it was exchanged. Two tabs, or a client that lost the answer, send the
 * same token twice; the answer is the same successor, so a thief gains no second line of tokens by being quick.
 */
export const GRACE_MS = 10_000;

/** A refresh token as it is known, when it is presented. */
export type PresentedToken = {
  /** The session was revoked, has expired, or its account is suspended. */
  ended: boolean;
  /** Milliseconds since it was exchanged; null when it is the current one. */
  usedMsAgo: number | null;
  /** Whether the token it was exchanged for was exchanged in turn. */
  successorUsed: boolean;
};

/**
 * - `rotate`: exchange it.
 * - `repeat`: it was exchanged a moment ago; give the same successor again.
 * - `ended`: log in again.
 * - `reused`: it is in two hands: end the session (RFC 9700 section 4.14.2).
 */
export type RefreshDecision = 'rotate' | 'repeat' | 'ended' | 'reused';

export function decideRefresh(token: PresentedToken | null): RefreshDecision {
  if (!token || token.ended) return 'ended';
  if (token.usedMsAgo === null) return 'rotate';
  return token.usedMsAgo <= GRACE_MS && !token.successorUsed ? 'repeat' : 'reused';
}
