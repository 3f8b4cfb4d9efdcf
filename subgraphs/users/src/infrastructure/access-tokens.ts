import { inTransaction, type Pool } from '@comptoir/database';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { AccessTokens } from '../application/ports.ts';

const LIFETIME_SECONDS = 15 * 60;
const ALGORITHM = 'EdDSA';

type StoredKey = { kid: string; private_jwk: JWK };

async function storedKeys(db: Pick<Pool, 'query'>): Promise<StoredKey[]> {
  const { rows } = await db.query<StoredKey>('SELECT kid, private_jwk FROM signing_key ORDER BY created_at DESC');
  return rows;
}

/** The newest key signs. The first process that needs one makes it; the others wait for that and use the same. */
async function signingKey(pool: Pool): Promise<StoredKey> {
  const [known] = await storedKeys(pool);
  if (known) return known;
  return inTransaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('users.signing_key'))`);
    const { rows } = await client.query<StoredKey>(
      'SELECT kid, private_jwk FROM signing_key ORDER BY created_at DESC LIMIT 1',
    );
    if (rows[0]) return rows[0];
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const key = { kid: await calculateJwkThumbprint(jwk), private_jwk: jwk };
    await client.query('INSERT INTO signing_key (kid, private_jwk) VALUES ($1, $2)', [key.kid, JSON.stringify(jwk)]);
    return key;
  });
}

/**
 * Access tokens: JWT signed with Ed25519, 15 minutes. Claims: `sub` (user), `role`, `storeIds`, `sid` (session), and
 * `sessionId`, the same under the name that the actor has. `iat` has milliseconds, so that a token issued right after a
 * revocation is told from one issued right before.
 */
export function createAccessTokens(pool: Pool): AccessTokens & { jwks(): Promise<JSONWebKeySet> } {
  let signer: Promise<{ kid: string; key: Awaited<ReturnType<typeof importJWK>> }> | null = null;

  function loadSigner() {
    signer ??= signingKey(pool)
      .then(async ({ kid, private_jwk }) => ({ kid, key: await importJWK(private_jwk, ALGORITHM) }))
      .catch((error: unknown) => {
        signer = null;
        throw error;
      });
    return signer;
  }

  return {
    async issue(account, sessionId, at) {
      const { kid, key } = await loadSigner();
      const expires = Math.floor(at.getTime() / 1000) + LIFETIME_SECONDS;
      const { id: sub, role, storeIds } = account;
      const accessToken = await new SignJWT({
        sub,
        role,
        storeIds,
        sid: sessionId,
        sessionId,
        iat: at.getTime() / 1000,
        exp: expires,
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
        .sign(key);
      return { accessToken, expiresAt: new Date(expires * 1000) };
    },

    /** Public keys of all tokens that may still be good. */
    async jwks() {
      await loadSigner();
      const keys = (await storedKeys(pool)).map(({ kid, private_jwk: { kty, crv, x } }): JWK & { kty: string } => ({
        kty: kty ?? 'OKP',
        ...(crv && { crv }),
        ...(x && { x }),
        kid,
        alg: ALGORITHM,
        use: 'sig',
      }));
      return { keys };
    },
  };
}
