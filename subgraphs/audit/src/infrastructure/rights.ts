import type { Pool } from '@comptoir/database';

/** Tables of this context that its processes could change: as their owner, or because somebody gave them the right to. */
export async function changeableTables(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relname IN ('event', 'audit_event', 'audit_signed_head')
        AND (pg_has_role(relowner, 'USAGE') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE'))
      ORDER BY relname`,
  );
  return rows.map(({ name }) => name);
}
