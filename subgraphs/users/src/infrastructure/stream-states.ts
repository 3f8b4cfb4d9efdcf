import { isoSql } from '@comptoir/messaging';

/** What is kept of people beside their events, in the words of their stream: nothing personal, since no event says it. */
export const USER_STATES: Record<string, string> = {
  user: `
    SELECT id, jsonb_build_object(
        'role', role, 'storeIds', store_ids, 'registeredAt', ${isoSql('created_at')}, 'suspendedAt', ${isoSql('suspended_at')},
        'erasedAt', ${isoSql('erased_at')}) AS state
      FROM account WHERE id = ANY($1::uuid[])`,
};
