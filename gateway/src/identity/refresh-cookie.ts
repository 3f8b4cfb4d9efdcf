import type { SessionCookie } from '@comptoir/graphql-kit';

const NAME = 'comptoir_refresh';

/** The refresh token of a request's cookies; null when there is none. */
function readCookie(header: string | undefined): string | null {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=');
    if (name === NAME && value) return decoded(value);
  }
  return null;
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not percent encoding, so not a cookie that we set.
    return null;
  }
}

/**
 * The refresh cookie of one request. It is readable by no script, sent by no other site, and never over plain HTTP
 * outside loopback; only the users context sees it.
 */
export function refreshCookie(
  header: string | undefined,
  secure: boolean,
): { cookie: SessionCookie; setCookie(): string | null } {
  let answer: string | null = null;
  const attributes = `; Path=/graphql; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    cookie: {
      refreshToken: readCookie(header),
      setRefreshToken(token, expiresAt) {
        answer = token
          ? `${NAME}=${encodeURIComponent(token)}${attributes}${expiresAt ? `; Expires=${expiresAt.toUTCString()}` : ''}`
          : `${NAME}=${attributes}; Max-Age=0`;
      },
    },
    setCookie: () => answer,
  };
}
