import { timingSafeEqual } from 'node:crypto';
import type { Pool } from '@comptoir/database';
import type { Actor, Role } from '@comptoir/kit';
import type { ApiKey } from '../application/ports.ts';
import { sha256 } from './refresh-tokens.ts';
import type { PrismaClient } from './prisma-client.ts';

type VerifiedRow = {
  id: string;
  prefix: string;
  secret_hash: Buffer;
  user_id: string;
  role: Role;
  store_ids: string[];
  expires_at: Date | null;
};

/** Who a key acts as, and until when (milliseconds) where it has an end. */
export type VerifiedKey = Actor & { expiresAt?: number };

/** The newest keys first, behind the key `afterId` (ids rise with time). No hash is read. */
export async function apiKeyPage(prisma: PrismaClient, afterId: string | null, take: number): Promise<ApiKey[]> {
  return prisma.apiKey.findMany({
    where: afterId === null ? {} : { id: { lt: afterId } },
    orderBy: { id: 'desc' },
    take,
    omit: { secretHash: true, createdBy: true },
  });
}

/** Who each key acts as, in one statement; null for a key that is unknown, wrong, ended, or of a suspended person. */
export async function verifyApiKeys(pool: Pool, keys: readonly string[]): Promise<(VerifiedKey | null)[]> {
  const parts = keys.map((key) => {
    const dot = key.indexOf('.');
    return { prefix: key.slice(0, Math.max(dot, 0)), hash: sha256(key.slice(dot + 1)) };
  });
  const { rows } = await pool.query<VerifiedRow>(
    `SELECT k.id, k.prefix, k.secret_hash, a.id AS user_id, a.role, a.store_ids, k.expires_at
       FROM api_key k JOIN account a ON a.id = k.user_id
      WHERE k.prefix = ANY ($1) AND k.revoked_at IS NULL AND a.suspended_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())`,
    [parts.map(({ prefix }) => prefix)],
  );
  const byPrefix = new Map(rows.map((row) => [row.prefix, row]));
  return parts.map(({ prefix, hash }) => {
    const row = byPrefix.get(prefix);
    if (!row || !timingSafeEqual(row.secret_hash, hash)) return null;
    const actor: Actor = { sub: row.user_id, role: row.role, storeIds: row.store_ids, sessionId: row.id };
    return row.expires_at ? { ...actor, expiresAt: row.expires_at.getTime() } : actor;
  });
}
