import type { Actor, Role } from '@comptoir/kit';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { z } from 'zod';
import { unauthenticated, type Caller } from './identity.ts';

export type TokenVerifier = (token: string) => Promise<Caller>;

const ROLES = ['CLIENT', 'AGENT', 'MANAGER', 'ADMIN'] as const satisfies readonly Role[];

const claimsSchema = z.object({
  sub: z.string().min(1),
  role: z.enum(ROLES),
  storeIds: z.array(z.string()).default([]),
  sessionId: z.string().min(1),
  iat: z.number(),
  exp: z.number(),
});

/** Keys are asked for again at most this often when a token names one that is not known (a key was rotated). */
const REFRESH_AT_MOST_EVERY_MS = 5_000;

/**
 * Verifies access tokens (JWT, EdDSA) with the public keys of the users context. `jwks` is its internal port; a token
 * signed by a key that is not known yet makes the keys be read again.
 */
export function createTokenVerifier(jwks: () => Promise<JSONWebKeySet>): TokenVerifier {
  let keys: ReturnType<typeof createLocalJWKSet> | null = null;
  let loading: Promise<void> | null = null;
  let loadedAt = 0;

  function load(): Promise<void> {
    loading ??= jwks()
      .then((set) => {
        keys = createLocalJWKSet(set);
        loadedAt = Date.now();
      })
      .finally(() => (loading = null));
    return loading;
  }

  async function verify(token: string): Promise<JWTPayload> {
    if (!keys) await load();
    if (!keys) throw new Error('The public keys of users were not loaded.');
    return (await jwtVerify(token, keys, { algorithms: ['EdDSA', 'Ed25519'] })).payload;
  }

  return async (token) => {
    let payload: JWTPayload;
    try {
      payload = await verify(token).catch(async (error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - loadedAt < REFRESH_AT_MOST_EVERY_MS)
          throw error;
        await load();
        return verify(token);
      });
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      const expired = error instanceof errors.JWTExpired;
      throw unauthenticated(
        expired ? 'The access token has expired: refresh the session.' : 'The access token is not valid: sign in.',
      );
    }
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw unauthenticated('The access token is not valid: sign in.');
    const { sub, role, storeIds, sessionId, iat, exp } = claims.data;
    const actor: Actor = { sub, role, storeIds, sessionId };
    return { actor, expiresAt: exp * 1000, knownAt: iat * 1000 };
  };
}
