import type { Contact, StaffAnswer } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { InternalEndpoint } from '@comptoir/graphql-kit';
import { z } from 'zod';

const contactCall = z.object({ userId: z.uuid() });
const staffCall = z.object({ storeId: z.uuid() });

/** The internal ports by which others write to people: addresses are asked for when they are needed, and kept by nobody else. */
export function contactEndpoints(pool: Pool): { contactOf: InternalEndpoint; staffOf: InternalEndpoint } {
  return {
    async contactOf(calls): Promise<Contact[]> {
      const ids = calls.map((call) => contactCall.parse(call).userId);
      const { rows } = await pool.query<NonNullable<Contact> & { id: string }>(
        `SELECT id, email, display_name AS "displayName" FROM account WHERE id = ANY($1::uuid[]) AND erased_at IS NULL`,
        [ids],
      );
      const byId = new Map(rows.map(({ id, ...contact }) => [id, contact]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },

    async staffOf(calls): Promise<StaffAnswer[]> {
      const stores = calls.map((call) => staffCall.parse(call).storeId.toLowerCase());
      const { rows } = await pool.query<{ id: string; role: string; storeIds: string[] }>(
        `SELECT id, role, store_ids AS "storeIds" FROM account
          WHERE suspended_at IS NULL AND (role = 'ADMIN' OR role = 'MANAGER' AND store_ids && $1::uuid[]) ORDER BY id`,
        [stores],
      );
      return stores.map((store) => ({
        userIds: rows.filter(({ role, storeIds }) => role === 'ADMIN' || storeIds.includes(store)).map(({ id }) => id),
      }));
    },
  };
}
