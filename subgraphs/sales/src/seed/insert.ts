import type { PoolClient } from '@comptoir/database';

type Column<T> = [type: string, of: (row: T) => unknown];

/** One insert of many rows, in their order; `columns` are what `select` reads. */
export async function insert<T>(
  client: PoolClient,
  into: string,
  select: string,
  rows: readonly T[],
  columns: Record<string, Column<T>>,
  onConflict = '',
): Promise<void> {
  const entries = Object.entries(columns);
  await client.query(
    `INSERT INTO ${into} ${select} FROM unnest(${entries.map(([, [type]], i) => `$${i + 1}::${type}[]`).join(', ')})
       WITH ORDINALITY AS r (${entries.map(([name]) => name).join(', ')}, n) ORDER BY n ${onConflict}`,
    entries.map(([, [, of]]) => rows.map(of)),
  );
}
