import { withClient } from '@comptoir/database';
import type { Chain } from './ground.ts';

/** Tables with what a sale leaves behind, parents first. */
const TABLES = {
  sagas: ['saga', 'event'],
  catalog: ['reservation', 'step_log', 'event'],
  sales: ['sale', 'sale_line', 'payment', 'event', 'provider.charge'],
} as const;

/** These name what is shared by all sales. */
const SHARED = ['user_id', 'store_id', 'product_id'];
const COPIES_AT_ONCE = 20;

/** A time-ordered id $2 days older, its random bits kept: ids of copies lie in their indexes as those of old sales do. */
const OLDER_ID = `
  CREATE FUNCTION pg_temp.older(id uuid, days int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - days * 86400000::bigint), 12, '0')
      || substr(replace(id::text, '-', ''), 13))::uuid $$`;

type Column = { name: string; type: string };

/**
 * Multiplies the finished sales of a chain in its three databases, set-based: each of the `copies` is all of them again some
 * days earlier, under ids of its own, with saga, events, records of steps, reservation, sale, lines, payment and charge, and
 * the stock that they took. What their events say inside is the original's. Like autovacuum would have, it leaves clean
 * tables and statistics behind.
 */
export async function multiplySales({ ownerUrls }: Chain, copies: number): Promise<void> {
  await Promise.all(
    (Object.keys(TABLES) as (keyof typeof TABLES)[]).map((context) =>
      withClient(ownerUrls[context], async (client) => {
        const query = client.query.bind(client);
        await query('SET synchronous_commit = off');
        await query(OLDER_ID);
        for (const table of TABLES[context])
          await query(`CREATE TEMP TABLE ${template(table)} AS SELECT * FROM ${table}`);
        for (let oldest = copies; oldest > 0; oldest -= COPIES_AT_ONCE)
          for (const table of TABLES[context]) {
            const { rows: columns } = await query<Column>(COLUMNS, [table]);
            await query(copyOf(table, columns), [Math.max(1, oldest - COPIES_AT_ONCE + 1), oldest]);
          }
        if (context === 'sales')
          await query(`INSERT INTO provider.entry (charge_id, kind, amount_minor) SELECT id, 'CAPTURE', amount_minor FROM provider.charge c
            WHERE NOT EXISTS (SELECT FROM provider.entry e WHERE e.charge_id = c.id) ORDER BY id`);
        if (context === 'catalog')
          await query('UPDATE stock SET received = received + sold * $1, sold = sold + sold * $1', [copies]);
        await query('VACUUM ANALYZE');
      }),
    ),
  );
}

const template = (table: string): string => `pg_temp.template_${table.replace('.', '_')}`;

/** All but those that the database counts up by itself. */
const COLUMNS = `
  SELECT attname AS name, format_type(atttypid, atttypmod) AS type
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = ''
     AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval(%'
   ORDER BY attnum`;

/** $1 and $2: the youngest and the oldest copy. The oldest come first, as they would have. */
function copyOf(table: string, columns: readonly Column[]): string {
  const values = columns.map(({ name, type }) => {
    if (type === 'uuid' && !SHARED.includes(name)) return `pg_temp.older(t.${name}, days)`;
    if (type.startsWith('timestamp')) return `t.${name} - days * interval '1 day'`;
    // A person's own key, used once.
    if (name === 'idempotency_key') return `t.${name} || '-' || days`;
    return `t.${name}`;
  });
  return `INSERT INTO ${table} (${columns.map(({ name }) => name).join(', ')})
    SELECT ${values.join(', ')} FROM generate_series($1::int, $2::int) AS days CROSS JOIN ${template(table)} t ORDER BY days DESC`;
}
