import { createBreaker, systemClock, type Clock } from '@comptoir/kit';
import { Pool } from 'undici';
import { SIGNED_HEADERS, signRequest } from './protocol.ts';

export type ProviderAddress = { url: string; secret: string };

export type ProviderClient = {
  /** The answer's JSON, whatever it says; undefined when it is none. Throws when there is no answer. */
  post(path: string, body: object, signal: AbortSignal, idempotencyKey?: string): Promise<unknown>;
  close(): Promise<void>;
};

/** Requests on their way at once, for all payments of a process: what hangs holds one of them until it is ended. */
export const CONNECTIONS = 128;
const LARGEST_ANSWER = 1 << 20;
const CONNECT_MS = 1_000;
/** Status codes of a provider that is away, or wants nothing of us, whatever it is asked. */
const AWAY = new Set([401, 403, 429, 502, 503, 504]);
/** Those of them that say that it does not take a request for ours. */
const UNSIGNED = new Set([401, 403]);

/**
 * Signed requests over a bounded pool. A provider that is away (refuses connections, breaks them, says so) is left alone for
 * a second at a time. Slowness opens no circuit: one person's payment that hangs would stop everybody's.
 */
export function providerClient({ url, secret }: ProviderAddress, clock: Clock = systemClock): ProviderClient {
  const { origin, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: CONNECT_MS },
    maxResponseSize: LARGEST_ANSWER,
  });
  const breaker = createBreaker({ clock });

  async function send(path: string, body: string, signal: AbortSignal, idempotencyKey?: string) {
    const signedAt = String(clock().getTime());
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: base + path,
      headers: {
        'content-type': 'application/json',
        [SIGNED_HEADERS.signedAt]: signedAt,
        [SIGNED_HEADERS.signature]: signRequest(secret, signedAt, path, body),
        ...(idempotencyKey && { [SIGNED_HEADERS.idempotencyKey]: idempotencyKey }),
      },
      body,
      signal,
    });
    return { statusCode, text: await answer.text() };
  }

  return {
    async post(path, body, signal, idempotencyKey) {
      if (!breaker.allows()) throw new Error('It is away: not asked.');
      const answered = await send(path, JSON.stringify(body), signal, idempotencyKey).catch((error: unknown) => {
        if (!signal.aborted) breaker.failed();
        throw error;
      });
      if (AWAY.has(answered.statusCode)) breaker.failed();
      else breaker.succeeded();
      if (answered.statusCode !== 200) throw new Error(refusal(answered.statusCode));
      return parsed(answered.text);
    },
    // What still waits for an answer will not use it.
    close: () => pool.destroy(),
  };
}

/** A wrong secret is by far the likeliest reason to be refused, and nobody should have to guess it from a number. */
const refusal = (status: number): string =>
  `It answered with status ${status}${UNSIGNED.has(status) ? ': is PAYMENT_PROVIDER_SECRET the one it knows?' : '.'}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
