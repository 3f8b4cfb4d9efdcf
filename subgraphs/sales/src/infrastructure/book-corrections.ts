import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { recordCorrection } from '@comptoir/messaging';
import type { PaymentReference, Payments } from '../application/payments.ts';

/** Money that is kept for nothing: by the key of its payment, for a sale that did not come about or for none at all. */
export type LooseMoney = PaymentReference & { amountMinor: number; currency: string; saleId?: string };

/** How reconciliation mends the books of sales. Each is recorded as BooksCorrected. */
export type BookCorrections = {
  /** Has the provider give back what it keeps under the key, and bars the key. Throws when it does not. */
  returnMoney(money: LooseMoney): Promise<void>;
  /** Notes that the provider took the payment of a sale that is sold. */
  noteCapture(saleId: string): Promise<void>;
  /** Sets what sale and payment say was refunded to what the refunds paid back. */
  correctRefunded(saleId: string): Promise<void>;
};

type Locked = {
  status: string;
  saleRefunded: number;
  paymentState: string;
  paymentRefunded: number;
  paymentId: string;
};

/** Sale before payment: the order in which everybody locks them. */
const LOCK = `
  SELECT s.status, s.refunded_minor AS "saleRefunded", p.state AS "paymentState", p.refunded_minor AS "paymentRefunded", p.id AS "paymentId"
  FROM (SELECT * FROM sale WHERE id = $1 OFFSET 0 FOR UPDATE) s
  CROSS JOIN LATERAL (SELECT * FROM payment p WHERE p.sale_id = s.id OFFSET 0 FOR UPDATE) p`;

const SOLD: readonly string[] = ['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

/** $1 the key. The sale that its money belongs to. */
const OWNER = 'SELECT s.id, s.status FROM payment p JOIN sale s ON s.id = p.sale_id WHERE p.id = $1';

/** $2 whether anything went back. What was undone or declined already stays so. */
const NOTE_RETURN = `
  UPDATE payment SET state = CASE WHEN $2 THEN 'REFUNDED' ELSE 'VOIDED' END, refunded_minor = CASE WHEN $2 THEN amount_minor ELSE 0 END
  WHERE sale_id = $1 AND state IN ('PENDING', 'ASKED', 'CAPTURED', 'PARTIALLY_REFUNDED')`;

const NOTE_CAPTURE = `
  UPDATE payment SET state = CASE WHEN refunded_minor = 0 THEN 'CAPTURED' WHEN refunded_minor < amount_minor THEN 'PARTIALLY_REFUNDED' ELSE 'REFUNDED' END,
    decline_code = NULL, decline_message = NULL, captured_at = coalesce(captured_at, clock_timestamp())
  WHERE sale_id = $1 AND state NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED') RETURNING state`;

const CORRECT_REFUNDED = `
  WITH paid AS (SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM refund WHERE sale_id = $1 AND payback = 'PAID'),
  sold AS (UPDATE sale SET refunded_minor = paid.minor FROM paid WHERE id = $1)
  UPDATE payment SET refunded_minor = paid.minor,
    state = CASE WHEN state NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED') THEN state
                 WHEN paid.minor = 0 THEN 'CAPTURED' WHEN paid.minor < amount_minor THEN 'PARTIALLY_REFUNDED' ELSE 'REFUNDED' END
  FROM paid WHERE sale_id = $1 RETURNING paid.minor`;

export function bookCorrections(pool: Pool, payments: Payments): BookCorrections {
  /** The sale and its payment locked; nothing happens to a sale that is gone. */
  const onLocked = (saleId: string, mend: (client: PoolClient, locked: Locked) => Promise<void>): Promise<void> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<Locked>(LOCK, [saleId]);
      if (rows[0]) await mend(client, rows[0]);
    });

  /**
   * Two who find the same money give it back once and tell of it once. The lock is of a session: while the provider is asked no
   * transaction is open and no row is locked, however long it takes.
   */
  async function oneAtATime(key: string, work: () => Promise<void>): Promise<void> {
    const client = await pool.connect();
    let isLocked = false;
    try {
      await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
      isLocked = true;
      await work();
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
      isLocked = false;
    } finally {
      // A session that may still hold the lock is closed, which gives it back.
      client.release(isLocked);
    }
  }

  return {
    returnMoney: ({ key, method, amountMinor, currency, saleId }) =>
      oneAtATime(key, async () => {
        const [sale] = (await pool.query<{ id: string; status: string }>(OWNER, [key])).rows;
        if (sale && (sale.id !== saleId || SOLD.includes(sale.status)))
          throw new Error(`The money belongs to the sale ${sale.id}, which is ${sale.status}: a person must decide.`);
        const books = (await payments.statement([{ key, method }])).get(key);
        if (!books) throw new Error('The provider does not say what it keeps.');
        const keptMinor = books.capturedMinor - books.refundedMinor;
        const answer = (await payments.refund([{ key, method, token: null, amountMinor, currency }])).get(key);
        if (answer?.outcome !== 'refunded')
          throw new Error(answer?.outcome === 'failed' ? answer.message : 'The provider has not answered yet.');
        await inTransaction(pool, async (client) => {
          const noted = saleId ? await client.query(NOTE_RETURN, [saleId, answer.amountMinor > 0]) : null;
          if (keptMinor <= 0 && !noted?.rowCount) return;
          await recordCorrection(client, 'sales', {
            difference: saleId ? 'MONEY_WITHOUT_SALE' : 'CHARGE_UNKNOWN',
            about: { paymentId: key, ...(saleId && { saleId }) },
            before: { keptMinor, currency },
            after: { keptMinor: Math.max(0, keptMinor - answer.amountMinor), currency },
          });
        });
      }),
    noteCapture: (saleId) =>
      onLocked(saleId, async (client, { paymentId, paymentState }) => {
        const { rows } = await client.query<{ state: string }>(NOTE_CAPTURE, [saleId]);
        if (!rows[0]) return;
        await recordCorrection(client, 'sales', {
          difference: 'PAYMENT_UNLIKE_PROVIDER',
          about: { saleId, paymentId },
          before: { payment: paymentState },
          after: { payment: rows[0].state },
        });
      }),
    correctRefunded: (saleId) =>
      onLocked(saleId, async (client, { paymentId, saleRefunded, paymentRefunded }) => {
        const { rows } = await client.query<{ minor: number }>(CORRECT_REFUNDED, [saleId]);
        const minor = rows[0]?.minor ?? 0;
        if (minor === saleRefunded && minor === paymentRefunded) return;
        await recordCorrection(client, 'sales', {
          difference: 'REFUNDED_SUM',
          about: { saleId, paymentId },
          before: { saleRefundedMinor: saleRefunded, paymentRefundedMinor: paymentRefunded },
          after: { saleRefundedMinor: minor, paymentRefundedMinor: minor },
        });
      }),
  };
}
