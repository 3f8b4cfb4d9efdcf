import type { PoolClient } from '@comptoir/database';
import type { PayBackRequest, RefundAnswer } from '../../application/payments.ts';
import { advanceCharges, writeCharges } from './charges.ts';
import { payBack, type KnownRefund } from './rules.ts';

/** Asked behind the lock of the charges: what a concurrent question has paid back is seen. */
const KNOWN_REFUNDS = `
  SELECT r.key, c.key AS "paymentKey", r.amount_minor AS "amountMinor"
  FROM provider.refund r JOIN provider.charge c ON c.id = r.charge_id WHERE r.key = ANY ($1::uuid[])`;

const ENTER_REFUNDS = `
  INSERT INTO provider.refund (key, charge_id, amount_minor)
  SELECT n.key, c.id, n.amount_minor FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS n(key, payment_key, amount_minor)
  JOIN provider.charge c ON c.key = n.payment_key AND c.key = ANY ($2::uuid[])`;

/** Pays parts of charges back, each once by its key. One transaction around it. */
export async function payBackParts(
  client: PoolClient,
  requests: readonly PayBackRequest[],
): Promise<Map<string, RefundAnswer>> {
  const locked = await advanceCharges(
    client,
    requests.map(({ paymentKey }) => paymentKey),
    'lookup',
  );
  const { rows } = await client.query<KnownRefund>(KNOWN_REFUNDS, [requests.map(({ key }) => key)]);
  const charges = new Map(locked.map((charge) => [charge.key, charge]));
  const known = new Map(rows.map((refund) => [refund.key, refund]));
  const entered: PayBackRequest[] = [];
  const answers = new Map<string, RefundAnswer>();
  for (const request of requests) {
    const charge = charges.get(request.paymentKey);
    const { givesBackMinor, answer } = payBack(charge, request, known.get(request.key));
    answers.set(request.key, answer);
    if (!charge || givesBackMinor === 0) continue;
    charges.set(charge.key, { ...charge, refundedMinor: charge.refundedMinor + givesBackMinor });
    known.set(request.key, request);
    entered.push(request);
  }
  await client.query(ENTER_REFUNDS, [
    entered.map(({ key }) => key),
    entered.map(({ paymentKey }) => paymentKey),
    entered.map(({ amountMinor }) => amountMinor),
  ]);
  await writeCharges(
    client,
    locked.flatMap(({ key, refundedMinor: before }) => {
      const charge = charges.get(key);
      return charge && charge.refundedMinor > before
        ? [{ charge, takesMinor: 0, givesBackMinor: charge.refundedMinor - before }]
        : [];
    }),
  );
  return answers;
}
