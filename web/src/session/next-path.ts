import { isOwnPath } from '../shared/own-path.ts';

/** The log-in page, which leads back to where somebody came from. */
export const loginPath = (from: string): string => `/login?next=${encodeURIComponent(from)}`;

/** Where to go after logging in: a page of this shop, never another site that somebody put into a link. */
export function nextPath(params: URLSearchParams): string {
  const next = params.get('next') ?? '/';
  return isOwnPath(next) ? next : '/';
}
