import type { Told } from '../load.ts';
import type { Databases } from './check.ts';

/** What clients were told, against what is there: an accepted checkout has its saga, a key has one, a follower saw it all. */
export async function checkPromises(databases: Databases, told: Told): Promise<string[]> {
  const differences = told.watches.flatMap(({ fault }) => (fault ? [fault] : []));
  const { rows } = await databases.sagas.query<{ id: string; key: string }>(
    'SELECT id, idempotency_key AS key FROM saga WHERE idempotency_key = ANY($1::text[])',
    [told.keys],
  );
  const begun = new Map<string, string[]>();
  for (const { id, key } of rows) begun.set(key, [...(begun.get(key) ?? []), id]);
  for (const [key, ids] of begun)
    if (ids.length > 1) differences.push(`the key "${key}" began ${ids.length} sagas: ${ids.join(', ')}`);
  for (const [key, ids] of told.accepted) {
    if (ids.size > 1) differences.push(`the key "${key}" was answered with ${ids.size} sagas: ${[...ids].join(', ')}`);
    for (const id of ids)
      if (!begun.get(key)?.includes(id))
        differences.push(`the checkout "${key}" was accepted as saga ${id}, which does not exist`);
  }
  return [...differences, ...(await checkWatches(databases, told))];
}

/** A follower saw what the events tell, from the first version to the last. */
async function checkWatches(databases: Databases, { watches }: Told): Promise<string[]> {
  const { rows } = await databases.sagas.query<{ id: string; path: string }>(
    `SELECT e.stream_id AS id, string_agg((t.value ->> 'version') || ' ' || (t.value ->> 'state'), ', ' ORDER BY e.stream_version, t.n) AS path
       FROM event e CROSS JOIN LATERAL jsonb_array_elements(e.data -> 'transitions') WITH ORDINALITY AS t(value, n)
      WHERE e.stream_id = ANY($1::uuid[]) GROUP BY 1`,
    [watches.map(({ sagaId }) => sagaId)],
  );
  const paths = new Map(rows.map(({ id, path }) => [id, path]));
  return watches.flatMap(({ sagaId, seen, fault }) => {
    const saw = seen.map(({ version, state }) => `${version} ${state}`).join(', ');
    return fault || saw === paths.get(sagaId)
      ? []
      : [`the follower of saga ${sagaId} saw ${saw}; its events say ${paths.get(sagaId)}`];
  });
}
