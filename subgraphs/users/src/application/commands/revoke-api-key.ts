import { requireRole } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { done, refused, type Outcome } from '../../domain/problems.ts';
import type { ApiKey, Caller, Deps } from '../ports.ts';

/** Ends an API key at every gateway. */
export const revokeApiKey =
  (deps: Deps) =>
  async (caller: Caller, { apiKeyId }: { apiKeyId: string }): Promise<Outcome<ApiKey>> => {
    requireRole(caller.actor, 'ADMIN');
    return deps.transact(caller, async (tx) => {
      const apiKey = isUuid(apiKeyId) ? await tx.apiKeyForUpdate(apiKeyId) : null;
      if (!apiKey) return refused({ code: 'NOT_FOUND', what: 'API key', id: apiKeyId });
      if (apiKey.revokedAt) return done(apiKey);
      const revokedAt = await tx.now();
      await tx.saveApiKeyRevoked(apiKey.id, revokedAt);
      await tx.append({
        ...{ type: 'ApiKeyRevoked', streamType: 'api-key', streamId: apiKey.id, streamVersion: 2 },
        data: { userId: apiKey.userId, revokedAt: revokedAt.toISOString() },
      });
      await tx.revoke(apiKey.id);
      deps.telemetry.apiKeyRevoked(apiKey.id, apiKey.userId);
      return done({ ...apiKey, revokedAt });
    });
  };
