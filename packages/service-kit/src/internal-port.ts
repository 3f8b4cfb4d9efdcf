import { createHmac } from 'node:crypto';
import { serviceUnavailable, type InternalEndpoint } from '@comptoir/graphql-kit';
import { currentTrace } from '@comptoir/telemetry';
import { type Pool } from 'undici';
import { HEADERS } from './headers.ts';

/** Collects the calls of one tick and sends them together: a port costs one question however many ask. */
function batched<Call, Answer>(send: (calls: Call[]) => Promise<Answer[]>): (call: Call) => Promise<Answer> {
  type Waiting = { call: Call; resolve(answer: Answer): void; reject(error: unknown): void };
  let waiting: Waiting[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    send(batch.map(({ call }) => call)).then(
      (answers) => batch.forEach(({ resolve }, i) => resolve(answers[i] as Answer)),
      (error: unknown) => batch.forEach(({ reject }) => reject(error)),
    );
  };
  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (waiting.length === 1) setImmediate(flush);
    });
}

/** A port to a context in the same process. */
export function localPort<Call, Answer>(endpoint: InternalEndpoint): (call: Call) => Promise<Answer> {
  return batched((calls: Call[]) => endpoint(calls) as Promise<Answer[]>);
}

/** Over the endpoint too: what was said to one is no word to another. */
export function signInternal(secret: string, signedAt: string, endpoint: string, body: string): string {
  return createHmac('sha256', secret).update(`${signedAt}.${endpoint}.${body}`).digest('base64url');
}

/**
 * A port to a context in another process: one signed POST a tick, 500 ms to answer. A failure is SERVICE_UNAVAILABLE
 * for every caller of the tick.
 */
export function remotePort<Call, Answer>({
  pool,
  secret,
  endpoint,
  context,
  deadlineMs = 500,
}: {
  pool: Pool;
  secret: string;
  endpoint: string;
  context: string;
  deadlineMs?: number;
}): (call: Call) => Promise<Answer> {
  return batched(async (calls: Call[]) => {
    const body = JSON.stringify({ calls });
    const signedAt = String(Date.now());
    const trace = currentTrace();
    try {
      const response = await pool.request({
        method: 'POST',
        path: `/internal/${endpoint}`,
        headers: {
          'content-type': 'application/json',
          [HEADERS.signedAt]: signedAt,
          [HEADERS.signature]: signInternal(secret, signedAt, endpoint, body),
          ...(trace && { traceparent: trace.traceparent, [HEADERS.correlation]: trace.correlationId }),
        },
        body,
        signal: AbortSignal.timeout(deadlineMs),
      });
      if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${await response.body.text()}`);
      return ((await response.body.json()) as { answers: Answer[] }).answers;
    } catch (cause) {
      throw Object.assign(serviceUnavailable(`The service "${context}"`), { cause });
    }
  });
}
