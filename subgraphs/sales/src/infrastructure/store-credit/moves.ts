import type { PoolClient } from '@comptoir/database';
import { appendEvents, type NewEvent } from '@comptoir/messaging';
import type { Part } from '../../domain/store-credit.ts';
import type { Sale } from '../../domain/sale.ts';
import type { Paid, Payer } from './books.ts';

/** What moves for a payment: positive from credits to the shop, negative back to them. */
export type Movement = { payer: Payer; refundId: string | null; parts: readonly Part[] };

/** A payment as it begins: what is there already is left as it is. */
const ENTER_PAYMENTS = `
  INSERT INTO store_credit_payment (key, state, amount_minor, currency)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[]) AS p(key, state, amount_minor, currency) ORDER BY key
  ON CONFLICT (key) DO NOTHING`;

const CHANGE_PAYMENTS = `
  UPDATE store_credit_payment p SET state = n.state, refunded_minor = n.refunded_minor
  FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS n(key, state, refunded_minor) WHERE p.key = n.key`;

const MOVE_CREDIT = `
  WITH moves AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) WITH ORDINALITY AS m(credit_id, payment_key, refund_key, amount_minor, n)
  ), moved AS (
    UPDATE store_credit c SET remaining_minor = c.remaining_minor - m.amount_minor
    FROM (SELECT credit_id, sum(amount_minor)::bigint AS amount_minor FROM moves GROUP BY credit_id) m WHERE c.id = m.credit_id
  )
  INSERT INTO store_credit_entry (credit_id, payment_key, refund_key, amount_minor)
  SELECT credit_id, payment_key, refund_key, amount_minor FROM moves ORDER BY n`;

const RAISE_VERSIONS = `
  UPDATE sale s SET version = n.version, updated_at = n.at
  FROM unnest($1::uuid[], $2::int[], $3::timestamptz[]) AS n(id, version, at) WHERE s.id = n.id`;

/** A payment that credits were asked for, or that they never will be. */
export type Beginning = Pick<Paid, 'key' | 'state' | 'amountMinor'> & { currency: string };

export async function enterPayments(client: PoolClient, payments: readonly Beginning[]): Promise<void> {
  if (payments.length === 0) return;
  await client.query(ENTER_PAYMENTS, [
    payments.map(({ key }) => key),
    payments.map(({ state }) => state),
    payments.map(({ amountMinor }) => amountMinor),
    payments.map(({ currency }) => currency),
  ]);
}

export async function changePayments(client: PoolClient, payments: readonly Paid[]): Promise<void> {
  if (payments.length === 0) return;
  await client.query(CHANGE_PAYMENTS, [
    payments.map(({ key }) => key),
    payments.map(({ state }) => state),
    payments.map(({ refundedMinor }) => refundedMinor),
  ]);
}

/** Moves credit, and tells of each part on the stream of its sale. Answers the sales as they are behind it. */
export async function moveCredit(client: PoolClient, movements: readonly Movement[]): Promise<Sale[]> {
  const moves = movements.flatMap(({ payer, refundId, parts }) => parts.map((part) => ({ payer, refundId, part })));
  if (moves.length === 0) return [];
  await client.query(MOVE_CREDIT, [
    moves.map(({ part }) => part.creditId),
    moves.map(({ payer }) => payer.key),
    moves.map(({ refundId }) => refundId),
    moves.map(({ part }) => part.amountMinor),
  ]);
  const behind = new Map<string, Sale>();
  const events = moves.map(({ payer, refundId, part }): NewEvent => {
    const before = behind.get(payer.key) ?? payer.sale;
    const sale = { ...before, version: before.version + 1, updatedAt: payer.at.toISOString() };
    behind.set(payer.key, sale);
    return eventOf(payer, sale, refundId, part);
  });
  const sales = [...behind.values()];
  await client.query(RAISE_VERSIONS, [
    sales.map(({ id }) => id),
    sales.map(({ version }) => version),
    sales.map(({ updatedAt }) => updatedAt),
  ]);
  if (!(await appendEvents(client, events))) throw new Error('A sale was changed behind the lock of its row.');
  return sales;
}

function eventOf({ key, metadata }: Payer, sale: Sale, refundId: string | null, part: Part): NewEvent {
  const { id: saleId, userId, currency, version: streamVersion, updatedAt } = sale;
  const facts = { userId, currency, creditId: part.creditId, saleId, paymentId: key };
  return {
    ...{ streamId: saleId, streamType: 'sale', streamVersion, metadata: { ...metadata, source: 'sales' } },
    ...(part.amountMinor > 0
      ? { type: 'StoreCreditSpent', data: { ...facts, amountMinor: part.amountMinor, spentAt: updatedAt } }
      : {
          type: 'StoreCreditReversed',
          data: { ...facts, amountMinor: -part.amountMinor, refundId, reversedAt: updatedAt },
        }),
  };
}
