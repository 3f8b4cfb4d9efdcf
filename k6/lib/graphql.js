import http from 'k6/http';
import { check } from 'k6';

export const URL = __ENV.COMPTOIR_URL || 'http://127.0.0.1:4000';

/**
 * One operation. A success is: HTTP 200, no errors, and the member of the union that the journey expects.
 * Requests are tagged with the operation's name, never with the address.
 */
export function ask(name, query, variables, token, expected) {
  const response = http.post(`${URL}/graphql`, JSON.stringify({ query, variables, operationName: name }), {
    headers: Object.assign({ 'content-type': 'application/json' }, token ? { authorization: `Bearer ${token}` } : {}),
    tags: { operation: name },
  });
  const body = response.json();
  const data = body && body.data;
  const field = data && data[Object.keys(data)[0]];
  check(response, {
    [`${name}: 200`]: (r) => r.status === 200,
    [`${name}: no errors`]: () => !(body && body.errors),
    [`${name}: ${expected || 'an answer'}`]: () => Boolean(field) && (!expected || field.__typename === expected),
  });
  return field;
}
