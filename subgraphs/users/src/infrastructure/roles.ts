import type { RoleAnswer } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { InternalEndpoint } from '@comptoir/graphql-kit';
import type { Role } from '@comptoir/kit';
import { z } from 'zod';

const roleCall = z.object({ userId: z.uuid() });

/** The internal port by which others ask what somebody else than their caller may do now. */
export const roleEndpoint =
  (pool: Pool): InternalEndpoint =>
  async (calls): Promise<RoleAnswer[]> => {
    const ids = calls.map((call) => roleCall.parse(call).userId);
    const { rows } = await pool.query<{ id: string; role: Role }>(
      'SELECT id, role FROM account WHERE id = ANY($1::uuid[]) AND suspended_at IS NULL AND erased_at IS NULL',
      [ids],
    );
    const byId = new Map(rows.map(({ id, role }) => [id, role]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  };
