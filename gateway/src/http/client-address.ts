import type { IncomingMessage } from 'node:http';

/**
 * The address of the client. Behind `trustedProxies` proxies of ours it is the entry that the outermost of them wrote
 * into x-forwarded-for; anything further left was sent by the client and is not believed.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return forwarded.at(-trustedProxies) ?? forwarded[0] ?? direct;
}
