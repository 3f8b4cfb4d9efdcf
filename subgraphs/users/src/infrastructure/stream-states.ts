import { isoSql } from '@comptoir/messaging';

/** What is kept of people and API keys beside their events, in the words of their streams: nothing personal, since no event says it. */
export const USER_STATES: Record<string, string> = {
  'api-key': `
    SELECT id, jsonb_build_object(
        'userId', user_id, 'expiresAt', ${isoSql('expires_at')}, 'revokedAt', ${isoSql('revoked_at')}) AS state
      FROM api_key WHERE id = ANY($1::uuid[])`,
  user: `
    SELECT id, jsonb_build_object(
        'role', role, 'storeIds', store_ids, 'registeredAt', ${isoSql('created_at')}, 'suspendedAt', ${isoSql('suspended_at')},
        'erasedAt', ${isoSql('erased_at')}) AS state
      FROM account WHERE id = ANY($1::uuid[])`,
};
