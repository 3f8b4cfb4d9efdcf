import { inTransaction, type Pool } from '@comptoir/database';
import type { PaymentAdapter, PaymentRequest, Statement } from '../../application/payments.ts';
import { advanceCharges, beginCharges } from './charges.ts';
import { payBackParts } from './pay-backs.ts';
import { beginCharge, captureAnswer, lookupAnswer, refundAnswer, type Beginning, type Charge } from './rules.ts';

/** From the entries, not from the charges that sum them up. */
const STATEMENT = `
  SELECT wanted.key, coalesce(e.captured, 0)::bigint AS "capturedMinor", coalesce(e.refunded, 0)::bigint AS "refundedMinor"
  FROM unnest($1::uuid[]) AS wanted(key)
  LEFT JOIN LATERAL (
    SELECT (SELECT sum(amount_minor) FROM provider.entry e WHERE e.charge_id = c.id AND e.kind = 'CAPTURE') AS captured,
      (SELECT -sum(amount_minor) FROM provider.entry e WHERE e.charge_id = c.id AND e.kind = 'REFUND') AS refunded
    FROM provider.charge c WHERE c.key = wanted.key OFFSET 0) e ON true`;

/**
 * The test payment provider: a ledger with keys and commits of its own. It behaves as the token of a card says, and takes
 * cash at the till.
 */
export function testProvider(pool: Pool): PaymentAdapter {
  const touch = (keys: readonly string[], ask: 'capture' | 'lookup' | 'refund'): Promise<Charge[]> =>
    keys.length === 0 ? Promise.resolve([]) : inTransaction(pool, (client) => advanceCharges(client, keys, ask));
  const keysOf = (requests: readonly PaymentRequest[]) => requests.map(({ key }) => key);

  return {
    async capture(requests) {
      const beginnings = requests.map((request) => ({ request, beginning: beginCharge(request) }));
      const begun = await beginCharges(pool, beginnings);
      const known = await touch(
        keysOf(requests).filter((key) => !begun.has(key)),
        'capture',
      );
      return new Map([
        ...beginnings.map(({ request, beginning }) => [request.key, captureAnswer(beginning)] as const),
        ...known.map((charge) => [charge.key, captureAnswer(charge)] as const),
      ]);
    },
    async lookup(requests) {
      const charges = new Map((await touch(keysOf(requests), 'lookup')).map((charge) => [charge.key, charge]));
      return new Map(
        requests.map(({ key }) => {
          const charge = charges.get(key);
          return [key, charge ? lookupAnswer(charge) : { outcome: 'unknown' }];
        }),
      );
    },
    async refund(requests) {
      const known = await touch(keysOf(requests), 'refund');
      const seen = new Set(known.map(({ key }) => key));
      const unseen = requests.filter(({ key }) => !seen.has(key));
      const bar: Beginning = { state: 'BARRED', declineCode: null, settlesAfterSeconds: null };
      const barred = await beginCharges(
        pool,
        unseen.map((request) => ({ request, beginning: bar })),
      );
      // A capture may have come between the look and the bar: it is refunded like any other.
      const late = await touch(
        keysOf(unseen).filter((key) => !barred.has(key)),
        'refund',
      );
      return new Map([
        ...[...barred].map((key) => [key, { outcome: 'refunded', amountMinor: 0 }] as const),
        ...[...known, ...late].map((charge) => [charge.key, refundAnswer(charge)] as const),
      ]);
    },
    payBack: (requests) => inTransaction(pool, (client) => payBackParts(client, requests)),
    async statement(references) {
      const { rows } = await pool.query<Statement & { key: string }>(STATEMENT, [references.map(({ key }) => key)]);
      return new Map(
        rows.map(({ key, capturedMinor, refundedMinor }) => [key, { capturedMinor, refundedMinor }] as const),
      );
    },
  };
}
