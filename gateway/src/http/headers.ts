import type { IncomingMessage, ServerResponse } from 'node:http';

/** Emotion writes style elements; pictures and fonts may be inlined; nothing comes from other hosts. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Security headers of every answer. HSTS only where the public address is HTTPS. */
export function setSecurityHeaders(response: ServerResponse, secure: boolean): void {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  if (secure) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
}

const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'x-api-key',
  'x-correlation-id',
  'traceparent',
  'apollo-require-preflight',
  'x-apollo-operation-name',
].join(', ');

/**
 * CORS for the origins of the configuration, which may send the refresh cookie; others get no header at all. Answers
 * true when the request was a preflight and is answered.
 */
export function answerCors(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  response.setHeader('vary', 'origin');
  const { origin } = request.headers;
  const allowed = origin !== undefined && origins.includes(origin);
  if (allowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-expose-headers', 'retry-after, x-correlation-id');
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
  }
  if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return false;
  if (allowed) {
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
    response.setHeader('access-control-max-age', '600');
  }
  response.writeHead(204).end();
  return true;
}
