import { check } from 'k6';
import http from 'k6/http';

const URL = __ENV.COMPTOIR_URL || 'http://127.0.0.1:4000';

type Field = { __typename?: string };
type Body = { data?: Record<string, Field | null> | null; errors?: unknown[] } | null;

/**
 * One operation; answers its only root field. A success is: HTTP 200, no errors, and the member of the union that the
 * journey expects. Requests are tagged with the operation's name, never with the address.
 */
export function ask<T>(name: string, query: string, variables: object, token: string | null, expected?: string): T {
  const response = http.post(`${URL}/graphql`, JSON.stringify({ query, variables, operationName: name }), {
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    tags: { operation: name },
  });
  const body = response.json() as Body;
  const field = Object.values(body?.data ?? {})[0];
  check(response, {
    [`${name}: 200`]: ({ status }) => status === 200,
    [`${name}: no errors`]: () => !body?.errors,
    [`${name}: ${expected ?? 'an answer'}`]: () => Boolean(field) && (!expected || field?.__typename === expected),
  });
  return field as T;
}
