import type { UserEvent, UserEventData } from '../events/users.ts';

export type ApiKeyStreamEvent = UserEvent<'ApiKeyCreated' | 'ApiKeyRevoked'>;

/** An API key as its events tell it. Its name is personal, and in none of them. */
export type ApiKeyFold = UserEventData<'ApiKeyCreated'> & { revokedAt: string | null };

/** Before ApiKeyCreated there is nothing. */
export const initial: ApiKeyFold | null = null;

/** Folds one event into the key. Pure, and total: what comes before ApiKeyCreated changes nothing. */
export function apply(key: ApiKeyFold | null, { type, data }: ApiKeyStreamEvent): ApiKeyFold | null {
  if (type === 'ApiKeyCreated') return { ...data, revokedAt: null };
  return key && { ...key, revokedAt: data.revokedAt };
}
