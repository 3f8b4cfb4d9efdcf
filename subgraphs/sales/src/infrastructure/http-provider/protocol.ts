import { createHmac } from 'node:crypto';
import { storable } from '@comptoir/kit';
import { z } from 'zod';

/** Where the provider is asked what. Everything but a statement is about one payment or refund, so that none waits for another. */
export const PATHS = {
  capture: '/v1/captures',
  lookup: '/v1/lookups',
  undo: '/v1/undos',
  payBack: '/v1/refunds',
  statement: '/v1/statements',
} as const;

export const SIGNED_HEADERS = {
  /** Milliseconds; the provider refuses what is older than it likes. */
  signedAt: 'x-signed-at',
  signature: 'x-signature',
  /** The provider does once what it is asked for twice by this key and path. */
  idempotencyKey: 'idempotency-key',
} as const;

/** Over the path too: what was said in one place is no word in another. */
export function signRequest(secret: string, signedAt: string, path: string, body: string): string {
  return createHmac('sha256', secret).update(`${signedAt}.${path}.${body}`).digest('hex');
}

const key = z.string();
const amountMinor = z.int().min(0);
/** The provider's own words, kept and shown: of what no database holds only the place is left. */
const words = (most: number) => z.string().min(1).max(most).transform(storable);
const reason = { code: words(100), message: words(300) };
/** The provider may say when to ask again, within reason. */
const pending = z.object({
  key,
  outcome: z.literal('pending'),
  retryAfterMs: z
    .int()
    .default(250)
    .transform((ms) => Math.min(Math.max(ms, 50), 2_000)),
});
const captured = z.object({ key, outcome: z.literal('captured'), amountMinor, currency: z.string() });
const declined = z.object({ key, outcome: z.literal('declined'), ...reason });

export const CAPTURE = z.discriminatedUnion('outcome', [captured, declined, pending]);
export const LOOKUP = z.discriminatedUnion('outcome', [
  captured,
  declined,
  pending,
  z.object({ key, outcome: z.literal('unknown') }),
]);
export const REFUND = z.discriminatedUnion('outcome', [
  z.object({ key, outcome: z.literal('refunded'), amountMinor, currency: z.string() }),
  z.object({ key, outcome: z.literal('failed'), ...reason }),
  pending,
]);
export const STATEMENT = z.object({
  payments: z.array(z.object({ key, capturedMinor: amountMinor, refundedMinor: amountMinor })),
});
