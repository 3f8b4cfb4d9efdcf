import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';

/** Why an operation did not work, as far as a shopper can tell the difference. */
export type FaultKind =
  | 'offline'
  | 'unreachable'
  | 'timeout'
  | 'rate-limited'
  | 'signed-out'
  | 'forbidden'
  | 'not-found'
  | 'unavailable'
  | 'refused'
  | 'broken';

const BY_CODE: Record<string, FaultKind> = {
  RATE_LIMITED: 'rate-limited',
  UNAUTHENTICATED: 'signed-out',
  FORBIDDEN: 'forbidden',
  SERVICE_UNAVAILABLE: 'unavailable',
  BAD_USER_INPUT: 'refused',
};
const BY_STATUS: Record<number, FaultKind> = {
  401: 'signed-out',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  429: 'rate-limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};

const online = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false;

export function faultKind(error: unknown): FaultKind {
  if (CombinedGraphQLErrors.is(error)) return BY_CODE[String(error.errors[0]?.extensions?.code)] ?? 'broken';
  if (ServerError.is(error) || ServerParseError.is(error)) return BY_STATUS[error.statusCode] ?? 'broken';
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  // fetch says TypeError for everything between a pulled cable and a CORS refusal.
  if (error instanceof TypeError) return online() ? 'unreachable' : 'offline';
  return 'broken';
}

const WORDS: Record<FaultKind, string> = {
  offline: 'You are offline. Check your connection; what is on this page is from before.',
  unreachable:
    'The shop cannot be reached. It may be down, or something between you and it (a proxy, a blocker) refuses the connection.',
  timeout: 'The shop took too long to answer. Nothing was changed as far as we know; try again.',
  'rate-limited': 'That was too many tries in a short time. Wait a minute, then try again.',
  'signed-out': 'You are not signed in any more. Log in again to go on.',
  forbidden: 'Your account is not allowed to see this.',
  'not-found': 'The shop does not know this address. The app may be newer than the shop; reload the page.',
  unavailable: 'This part of the shop does not answer right now. Nothing was changed; try again in a moment.',
  refused: 'The shop did not understand the request.',
  broken: 'Something went wrong on our side.',
};

/** A fault in words for a shopper, with the trace id where it helps whoever has to find it. */
export function faultMessage(error: unknown): string {
  const kind = faultKind(error);
  const traceId = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.traceId : undefined;
  return kind === 'broken' && typeof traceId === 'string'
    ? `${WORDS.broken} If you report it, say this number: ${traceId}.`
    : WORDS[kind];
}
