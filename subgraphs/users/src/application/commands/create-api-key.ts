import { randomBytes } from 'node:crypto';
import { requireRole } from '@comptoir/graphql-kit';
import { isUuid, uuidv7 } from '@comptoir/kit';
import { nameFaults } from '../../domain/account.ts';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { ApiKey, Caller, Deps } from '../ports.ts';

export type CreateApiKeyInput = { name: string; userId?: string | null; expiresAt?: Date | null };

/** A key `prefix.secret`. The prefix finds it; of the secret (256 random bits) only a hash is kept. */
export const createApiKey =
  (deps: Deps) =>
  async (caller: Caller, input: CreateApiKeyInput): Promise<Outcome<{ apiKey: ApiKey; key: string }>> => {
    const { sub } = requireRole(caller.actor, 'ADMIN');
    const userId = input.userId ?? sub;
    const expiresAt = input.expiresAt ?? null;
    return deps.transact(caller, async (tx) => {
      const createdAt = await tx.now();
      const fields = nameFaults(input.name, 'name');
      if (expiresAt && expiresAt <= createdAt)
        fields.push({
          path: ['expiresAt'],
          message: `${expiresAt.toISOString()} is past; leave it out for a key without an end.`,
        });
      if (fields.length > 0) return refused({ code: 'VALIDATION', fields });
      const account = isUuid(userId) ? await tx.accountForShare(userId) : null;
      if (!account || account.erasedAt) return refused({ code: 'NOT_FOUND', what: 'user', id: userId });

      const prefix = `ck_${randomBytes(6).toString('hex')}`;
      const secret = randomBytes(32).toString('base64url');
      const apiKey = { id: uuidv7(), prefix, name: input.name.trim(), userId, createdAt, expiresAt, revokedAt: null };
      await tx.insertApiKey({ ...apiKey, secretHash: deps.refreshTokens.hash(secret), createdBy: sub });
      await tx.append({
        ...{ type: 'ApiKeyCreated', streamType: 'api-key', streamId: apiKey.id, streamVersion: 1 },
        data: { userId, expiresAt: expiresAt?.toISOString() ?? null },
      });
      deps.telemetry.apiKeyCreated(apiKey.id, userId);
      return done({ apiKey, key: `${prefix}.${secret}` });
    });
  };
