import type { PoolClient } from '@comptoir/database';
import type { Language } from '../domain/kinds.ts';

/** What decides whether and how somebody is told. */
export type Listener = { language: Language | null; notInApp: string[]; notByEmail: string[]; erased: boolean };

/** Those of them who chose something or were forgotten, in one statement. */
export async function listeners(client: PoolClient, userIds: readonly string[]): Promise<Map<string, Listener>> {
  const { rows } = await client.query<Listener & { userId: string }>(
    `SELECT user_id AS "userId", language, not_in_app AS "notInApp", not_by_email AS "notByEmail", erased_at IS NOT NULL AS erased
       FROM person WHERE user_id = ANY($1::uuid[])`,
    [[...new Set(userIds)]],
  );
  return new Map(rows.map(({ userId, ...listener }) => [userId, listener]));
}

/** Deletes what is here of people, and keeps that they were forgotten: what comes later is not told. */
export async function erasePeople(client: PoolClient, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await client.query(
    `INSERT INTO person (user_id, erased_at) SELECT DISTINCT unnest($1::uuid[]), clock_timestamp()
     ON CONFLICT (user_id) DO UPDATE SET language = NULL, not_in_app = '{}', not_by_email = '{}',
       erased_at = coalesce(person.erased_at, EXCLUDED.erased_at)`,
    [userIds],
  );
  // Their e-mails go with them.
  await client.query('DELETE FROM notification WHERE user_id = ANY($1::uuid[])', [userIds]);
}
