import type { EventMetadata } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import { groupBy } from '@comptoir/kit';
import type { Credit, Part } from '../../domain/store-credit.ts';
import type { Sale } from '../../domain/sale.ts';
import type { KnownRefund } from '../provider/rules.ts';
import { SALE, toSale, type SaleRow } from '../sale-rows.ts';
import { nowBehind } from '../sql.ts';

/** A payment that was asked of credits, as it stands, what moved for it so far, and which refunds of it were paid. */
export type Paid = {
  key: string;
  state: 'CAPTURED' | 'REFUNDED' | 'BARRED' | 'DECLINED';
  amountMinor: number;
  refundedMinor: number;
  moved: Part[];
  refunds: KnownRefund[];
};

/** The sale of a payment, locked; the moment of whatever happens to it now, and where its events say they come from. */
export type Payer = { key: string; sale: Sale; at: Date; metadata: EventMetadata };

/** $1 keys. Sales are locked by id, as everywhere. */
const LOCK_SALES = `
  SELECT w.key, ${SALE}, now.at, e.metadata FROM (
    SELECT wanted.key, p.sale_id FROM unnest($1::uuid[]) AS wanted(key)
    CROSS JOIN LATERAL (SELECT sale_id FROM payment p WHERE p.id = wanted.key OFFSET 0) p ORDER BY p.sale_id
  ) w
  CROSS JOIN LATERAL (SELECT * FROM sale s WHERE s.id = w.sale_id OFFSET 0 FOR UPDATE) s
  CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0) p
  CROSS JOIN LATERAL (SELECT metadata FROM event e WHERE e.stream_id = s.id AND e.stream_version = 1 OFFSET 0) e
  ${nowBehind('s.updated_at')}`;

const PAYMENTS = `
  SELECT p.key, p.state, p.amount_minor AS "amountMinor", p.refunded_minor AS "refundedMinor", moved.entries
  FROM unnest($1::uuid[]) AS wanted(key)
  CROSS JOIN LATERAL (SELECT * FROM store_credit_payment p WHERE p.key = wanted.key OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('creditId', e.credit_id, 'amountMinor', e.amount_minor, 'refundKey', e.refund_key)
      ORDER BY e.id), '[]') AS entries
    FROM store_credit_entry e WHERE e.payment_key = p.key) moved`;

/** Whether the year of a credit is over is asked behind its lock. */
const lockingCredits = (where: string): string => `
  SELECT c.id, c.user_id AS "userId", c.remaining_minor AS "remainingMinor", c.currency, c.expires_at <= clock_timestamp() AS expired
  FROM (SELECT * FROM store_credit WHERE ${where} ORDER BY user_id, expires_at, id FOR UPDATE) c`;

const LOCK_CREDITS_OF = lockingCredits('user_id = ANY($1::uuid[]) AND remaining_minor > 0');
const LOCK_CREDITS = lockingCredits('id = ANY($1::uuid[])');

export async function lockPayers(client: PoolClient, keys: readonly string[]): Promise<Map<string, Payer>> {
  const { rows } = await client.query<SaleRow & Pick<Payer, 'key' | 'at' | 'metadata'>>(LOCK_SALES, [keys]);
  return new Map(rows.map((row) => [row.key, { ...row, sale: toSale(row) }]));
}

export async function paymentsOf(client: Pick<PoolClient, 'query'>, keys: readonly string[]): Promise<Paid[]> {
  type Entry = Part & { refundKey: string | null };
  const { rows } = await client.query<Omit<Paid, 'moved' | 'refunds'> & { entries: Entry[] }>(PAYMENTS, [keys]);
  return rows.map(({ entries, ...paid }) => ({
    ...paid,
    moved: entries,
    refunds: [...groupBy(entries, ({ refundKey }) => refundKey)].flatMap(([key, back]) =>
      key === null
        ? []
        : [{ key, paymentKey: paid.key, amountMinor: -back.reduce((sum, e) => sum + e.amountMinor, 0) }],
    ),
  }));
}

/** The credits of these people, those first that expire first, locked in the order of all: by person, expiry and id. */
export async function lockCreditsOf(client: PoolClient, userIds: readonly string[]): Promise<Map<string, Credit[]>> {
  const { rows } = await client.query<Credit & { userId: string }>(LOCK_CREDITS_OF, [userIds]);
  return groupBy(rows, ({ userId }) => userId);
}

export async function lockCredits(client: PoolClient, ids: readonly string[]): Promise<void> {
  await client.query(LOCK_CREDITS, [ids]);
}
