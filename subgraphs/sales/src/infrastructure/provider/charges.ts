import type { Pool, PoolClient } from '@comptoir/database';
import type { PaymentRequest } from '../../application/payments.ts';
import { nextCharge, type Beginning, type Charge, type Next } from './rules.ts';

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
  SELECT c.key, c.amount_minor AS "amountMinor", c.refunded_minor AS "refundedMinor", c.state, c.attempts,
    c.decline_code AS "declineCode", coalesce(c.settles_at <= clock_timestamp(), false) AS due
  FROM unnest($1::uuid[]) AS wanted(key)
  CROSS JOIN LATERAL (SELECT * FROM provider.charge c WHERE c.key = wanted.key OFFSET 0 FOR UPDATE) c`;

/** Charges and the money that moves with each: first what is taken, then what goes back. */
const WRITE_CHARGES = `
  WITH changed AS (
    UPDATE provider.charge c SET state = n.state, attempts = n.attempts, refunded_minor = c.refunded_minor + n.back
    FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::bigint[]) AS n(key, state, attempts, taken, back)
    WHERE c.key = n.key AND c.key = ANY($1::uuid[])
    RETURNING c.id, n.taken, n.back
  )
  INSERT INTO provider.entry (charge_id, kind, amount_minor)
  SELECT id, kind, amount FROM changed CROSS JOIN LATERAL (VALUES ('CAPTURE', taken), ('REFUND', -back)) AS e(kind, amount)
  WHERE amount <> 0 ORDER BY id, kind`;

type Begun = { request: PaymentRequest; beginning: Beginning };

/** Begins charges whose keys are new, and answers which those were. */
export async function beginCharges(pool: Pool, begun: readonly Begun[]): Promise<Set<string>> {
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

/** What a question makes of charges that are known, which it locks; the money moves with it. */
export async function advanceCharges(
  client: PoolClient,
  keys: readonly string[],
  ask: 'capture' | 'lookup' | 'refund',
): Promise<Charge[]> {
  const { rows } = await client.query<Charge>(LOCK_CHARGES, [[...new Set(keys)].sort()]);
  const next = rows.map((before) => ({ before, ...nextCharge(before, ask) }));
  await writeCharges(
    client,
    next.filter(({ charge, before }) => charge.state !== before.state || charge.attempts !== before.attempts),
  );
  return next.map(({ charge }) => charge);
}

/** Writes locked charges, each once, and the money that moves with them. */
export async function writeCharges(client: PoolClient, next: readonly Next[]): Promise<void> {
  if (next.length === 0) return;
  await client.query(WRITE_CHARGES, [
    next.map(({ charge }) => charge.key),
    next.map(({ charge }) => charge.state),
    next.map(({ charge }) => charge.attempts),
    next.map(({ takesMinor }) => takesMinor),
    next.map(({ givesBackMinor }) => givesBackMinor),
  ]);
}
