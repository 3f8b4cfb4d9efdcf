import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type { PaymentAdapter, PaymentRequest } from '../../application/payments.ts';
import {
  beginCharge,
  captureAnswer,
  lookupAnswer,
  nextCharge,
  refundAnswer,
  type Beginning,
  type Charge,
} from './rules.ts';

/** A key that is known inserts nothing; money moves only for what was inserted. */
const BEGIN_CHARGES = `
  WITH begun AS (
    INSERT INTO provider.charge (key, method, token, amount_minor, currency, state, decline_code, settles_at)
    SELECT key, method, token, amount_minor, currency, state, decline_code, clock_timestamp() + make_interval(secs => settles_after)
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::float8[])
      AS c(key, method, token, amount_minor, currency, state, decline_code, settles_after)
    ORDER BY key
    ON CONFLICT (key) DO NOTHING
    RETURNING id, key, state, amount_minor
  ), entered AS (
    INSERT INTO provider.entry (charge_id, kind, amount_minor)
    SELECT id, 'CAPTURE', amount_minor FROM begun WHERE state = 'CAPTURED'
  )
  SELECT key FROM begun`;

/** $1 keys, sorted. Whether one is due is asked outside of the look-up: inside it would be asked before the lock is had. */
const LOCK_CHARGES = `
  SELECT c.key, c.amount_minor AS "amountMinor", c.state, c.attempts, c.decline_code AS "declineCode",
    coalesce(c.settles_at <= clock_timestamp(), false) AS due
  FROM unnest($1::uuid[]) AS wanted(key)
  CROSS JOIN LATERAL (SELECT * FROM provider.charge c WHERE c.key = wanted.key OFFSET 0 FOR UPDATE) c`;

/** Charges and, for each kind of entry in its list, the money. */
const WRITE_CHARGES = `
  WITH changed AS (
    UPDATE provider.charge c SET state = n.state, attempts = n.attempts
    FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) AS n(key, state, attempts, entries)
    WHERE c.key = n.key AND c.key = ANY($1::uuid[])
    RETURNING c.id, c.amount_minor, n.entries
  )
  INSERT INTO provider.entry (charge_id, kind, amount_minor)
  SELECT id, kind, CASE kind WHEN 'CAPTURE' THEN amount_minor ELSE -amount_minor END
  FROM changed CROSS JOIN LATERAL unnest(string_to_array(entries, ',')) WITH ORDINALITY AS e(kind, n)
  ORDER BY id, n`;

type Begun = { request: PaymentRequest; beginning: Beginning };

async function insert(pool: Pool, begun: readonly Begun[]): Promise<Set<string>> {
  if (begun.length === 0) return new Set();
  const { rows } = await pool.query<{ key: string }>(BEGIN_CHARGES, [
    begun.map(({ request }) => request.key),
    begun.map(({ request }) => request.method),
    begun.map(({ request }) => request.token),
    begun.map(({ request }) => request.amountMinor),
    begun.map(({ request }) => request.currency),
    begun.map(({ beginning }) => beginning.state),
    begun.map(({ beginning }) => beginning.declineCode),
    begun.map(({ beginning }) => beginning.settlesAfterSeconds),
  ]);
  return new Set(rows.map(({ key }) => key));
}

async function advance(
  client: PoolClient,
  keys: readonly string[],
  ask: 'capture' | 'lookup' | 'refund',
): Promise<Charge[]> {
  const { rows } = await client.query<Charge>(LOCK_CHARGES, [[...keys].sort()]);
  const next = rows.map((charge) => ({ ...nextCharge(charge, ask), before: charge }));
  const changed = next.filter(
    ({ charge, before }) => charge.state !== before.state || charge.attempts !== before.attempts,
  );
  if (changed.length > 0)
    await client.query(WRITE_CHARGES, [
      changed.map(({ charge }) => charge.key),
      changed.map(({ charge }) => charge.state),
      changed.map(({ charge }) => charge.attempts),
      changed.map(({ entries }) => entries.join(',')),
    ]);
  return next.map(({ charge }) => charge);
}

/**
 * The test payment provider: a ledger with keys and commits of its own. It behaves as the token of a card says, and takes
 * cash at the till.
 */
export function testProvider(pool: Pool): PaymentAdapter {
  const touch = (keys: readonly string[], ask: 'capture' | 'lookup' | 'refund'): Promise<Charge[]> =>
    keys.length === 0 ? Promise.resolve([]) : inTransaction(pool, (client) => advance(client, keys, ask));
  const keysOf = (requests: readonly PaymentRequest[]) => requests.map(({ key }) => key);

  return {
    async capture(requests) {
      const beginnings = requests.map((request) => ({ request, beginning: beginCharge(request) }));
      const begun = await insert(pool, beginnings);
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
      const barred = await insert(
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
  };
}
