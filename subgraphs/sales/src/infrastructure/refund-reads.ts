import type { Pool } from '@comptoir/database';
import type { RefundReads } from '../application/reads.ts';
import { REFUND, REFUND_LINES, toRefund, type RefundRow } from './refund-rows.ts';
import { refundsOfSales, refundsPage } from './refunds-page.ts';

const REFUNDS_BY_ID = `
  SELECT ${REFUND} FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM refund r WHERE r.id = wanted.id OFFSET 0) r ${REFUND_LINES}`;

/** What is read of refunds. Each is one statement, whatever the number of refunds. */
export const refundReads = (pool: Pool): RefundReads => ({
  byIds: async (ids) => (await pool.query<RefundRow>(REFUNDS_BY_ID, [ids])).rows.map(toRefund),
  page: async (wanted) => (await pool.query<RefundRow>(refundsPage(wanted))).rows.map(toRefund),
  ofSales: async (wanted) => (await pool.query<RefundRow>(refundsOfSales(wanted))).rows.map(toRefund),
});
