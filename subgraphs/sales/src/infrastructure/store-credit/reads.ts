import type { Pool } from '@comptoir/database';
import type { Balance, StoreCredit, StoreCreditReads } from '../../application/queries/store-credits.ts';

/** $1 whose, $2 and $3 the row before the page, $4 how many. Newest first. */
const PAGE = `
  SELECT id, user_id AS "userId", complaint_id AS "complaintId", sale_id AS "saleId", amount_minor AS "amountMinor",
    remaining_minor AS "remainingMinor", currency, issued_at AS "issuedAt", expires_at AS "expiresAt", expires_at <= clock_timestamp() AS expired
  FROM store_credit
  WHERE user_id = $1 AND ($2::timestamptz IS NULL OR (issued_at, id) < ($2, $3::uuid))
  ORDER BY issued_at DESC, id DESC LIMIT $4`;

/** $1 whose. */
const BALANCES = `
  SELECT wanted.id AS "userId", c.currency, sum(c.remaining_minor)::bigint AS "amountMinor" FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (
    SELECT currency, remaining_minor FROM store_credit WHERE user_id = wanted.id AND expires_at > clock_timestamp() OFFSET 0
  ) c
  WHERE c.remaining_minor > 0 GROUP BY wanted.id, c.currency ORDER BY wanted.id, c.currency`;

/** What is read of store credits. */
export const storeCreditReads = (pool: Pool): StoreCreditReads => ({
  page: async ({ userId, after, take }) =>
    (await pool.query<StoreCredit>(PAGE, [userId, after?.issuedAt ?? null, after?.id ?? null, take])).rows,
  balances: async (userIds) => (await pool.query<Balance>(BALANCES, [userIds])).rows,
});
