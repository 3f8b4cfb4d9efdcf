import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Pool } from '@comptoir/database';
import type { RefreshTokens } from '../application/ports.ts';

const BYTES = 32;

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Refresh tokens are 256 random bits; the database keeps their SHA-256 only (they cannot be guessed, so a slow hash adds
 * nothing). The successor of a token is HMAC-SHA256(secret of the database, token): the same however often it is asked for,
 * and known to nobody who has not both.
 */
export function createRefreshTokens(pool: Pool): RefreshTokens {
  let secret: Promise<Buffer> | null = null;
  async function readSecret(): Promise<Buffer> {
    const { rows } = await pool.query<{ value: Buffer }>('SELECT value FROM rotation_secret');
    if (!rows[0]) throw new Error('The table rotation_secret is empty: its row is made by the first migration.');
    return rows[0].value;
  }
  return {
    create: () => randomBytes(BYTES).toString('base64url'),
    hash: sha256,
    async successorOf(token) {
      secret ??= readSecret().catch((error: unknown) => {
        secret = null;
        throw error;
      });
      return createHmac('sha256', await secret)
        .update(token)
        .digest('base64url');
    },
  };
}
