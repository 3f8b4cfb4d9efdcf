import { print } from 'graphql';
import type { RefreshSessionMutation } from '../__generated__/operations.ts';
import { REFRESH_SESSION } from './operations.ts';
import type { Grant } from './session.ts';

const TIMEOUT_MS = 15_000;
const query = print(REFRESH_SESSION);

/** Exchanges the refresh cookie for a new access token. */
export async function exchange(userId: string | null): Promise<Grant | 'ended'> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operationName: 'RefreshSession', query, variables: { input: userId ? { userId } : {} } }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new TypeError(`The session could not be refreshed: HTTP ${response.status}`);
  const { data } = (await response.json()) as { data?: RefreshSessionMutation };
  const answer = data?.refreshSession;
  if (!answer) throw new TypeError('The session could not be refreshed');
  return answer.__typename === 'RefreshSessionSuccess' ? answer : 'ended';
}

/** One exchange at a time in all tabs: the cookie of the second is the one that the first was given. */
export async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  // Plain HTTP outside loopback has no locks; there the server's grace for a doubled exchange must do.
  if (!navigator.locks) return work();
  return navigator.locks.request('comptoir.refresh', work);
}
