import type { PoolClient } from '@comptoir/database';
import type { ApiKey, Tx } from '../application/ports.ts';

type ApiKeyRow = {
  id: string;
  prefix: string;
  name: string;
  user_id: string;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
};

function toApiKey(row: ApiKeyRow): ApiKey {
  const { id, prefix, name } = row;
  return {
    id,
    prefix,
    name,
    userId: row.user_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

/** Statements over API keys, in the caller's transaction. */
export function apiKeyStatements(
  client: PoolClient,
): Pick<Tx, 'insertApiKey' | 'apiKeyForUpdate' | 'saveApiKeyRevoked'> {
  return {
    async insertApiKey(key) {
      await client.query(
        `INSERT INTO api_key (id, prefix, secret_hash, name, user_id, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [key.id, key.prefix, key.secretHash, key.name, key.userId, key.createdBy, key.createdAt, key.expiresAt],
      );
    },
    async apiKeyForUpdate(id) {
      const { rows } = await client.query<ApiKeyRow>(
        'SELECT id, prefix, name, user_id, created_at, expires_at, revoked_at FROM api_key WHERE id = $1 FOR UPDATE',
        [id],
      );
      return rows[0] ? toApiKey(rows[0]) : null;
    },
    async saveApiKeyRevoked(id, at) {
      await client.query('UPDATE api_key SET revoked_at = $2 WHERE id = $1', [id, at]);
    },
  };
}
