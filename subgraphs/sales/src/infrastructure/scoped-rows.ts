import type { Scope } from '../application/policies.ts';

/** Takes a value of a statement and answers its placeholder. */
export type Placeholder = (value: unknown, type: string) => string;

/** The values of a statement as it is written, each by its placeholder. */
export function parameters(): { values: unknown[]; $: Placeholder } {
  const values: unknown[] = [];
  return { values, $: (value, type) => `$${values.push(value)}::${type}` };
}

/**
 * Rows `t` of a table, or of a query in brackets, with columns user_id and store_id: each scope is read along its own index and no further than `sorted`, an
 * order with a limit; what two scopes share is listed once.
 */
export function rowsInScopes(
  source: string,
  scopes: readonly Scope[],
  conditions: readonly string[],
  sorted: string,
  $: Placeholder,
): string {
  const where = (...more: string[]): string => {
    const all = [...more, ...conditions];
    return all.length > 0 ? `WHERE ${all.join(' AND ')}` : '';
  };
  const branch = (scope: Scope): string => {
    if (scope === 'all') return `SELECT t.* FROM ${source} t ${where()} ${sorted}`;
    if ('userId' in scope)
      return `SELECT t.* FROM ${source} t ${where(`t.user_id = ${$(scope.userId, 'uuid')}`)} ${sorted}`;
    return `SELECT t.* FROM unnest(${$(scope.storeIds, 'uuid[]')}) AS managed(store_id)
      CROSS JOIN LATERAL (SELECT t.* FROM ${source} t ${where('t.store_id = managed.store_id')} ${sorted}) t`;
  };
  return scopes.map((scope) => `(${branch(scope)})`).join(' UNION ');
}
