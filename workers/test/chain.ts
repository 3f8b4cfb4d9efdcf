import { randomUUID } from 'node:crypto';
import type { RefundOrder, SaleOrder } from '@comptoir/contracts';
import { inTransaction, openPool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { createLogger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase } from '@comptoir/testing/database';
import { catalogBooks } from '@comptoir/catalog/worker';
import { buildComplaintsWorker } from '@comptoir/complaints/worker';
import { sagaBooks } from '@comptoir/sagas/worker';
import { anOrder, startCatalog } from '../../subgraphs/catalog/test/harness.ts';
import { buildSagaEngine } from '../../subgraphs/sagas/src/application/engine.ts';
import { allSagas, type SagaPorts } from '../../subgraphs/sagas/src/domain/sagas/all.ts';
import { createAnnounce } from '../../subgraphs/sagas/src/infrastructure/announce.ts';
import { beginSagas } from '../../subgraphs/sagas/src/infrastructure/begin-sagas.ts';
import { postgresSagaStore } from '../../subgraphs/sagas/src/infrastructure/saga-store.ts';
import { sagasTelemetry } from '../../subgraphs/sagas/src/telemetry/events.ts';
import { startSales } from '../../subgraphs/sales/test/harness.ts';
import { reconcile, type Report } from '../src/app.ts';
import type { ReconcileOptions } from '../src/reconcile/reconcile.ts';

/** Nothing is under way while a test looks. */
const AT_ONCE = { settledMs: 0, graceMs: 1_000, standstillMs: 60_000, pauseMs: 0 };

/** Catalogue, sales, complaints and sagas on databases of their own, with the engine that carries sagas through them. */
export async function startChain() {
  const [catalog, sales, database, ofComplaints] = await Promise.all([
    ...([startCatalog(), startSales()] as const),
    ...([freshDatabase('sagas'), freshDatabase('complaints')] as const),
  ]);
  const log = createLogger('chain-test', 'silent');
  const bus = memoryBus();
  const pool = openPool({ url: database.url, context: 'sagas', max: 4, service: 'chain-test', log });
  const complaints = openPool({ url: ofComplaints.url, context: 'complaints', max: 2, service: 'chain-test', log });
  const { steps: endings } = buildComplaintsWorker({
    ...{ pool: complaints, bus: sales.bus, log, service: 'chain-test', demo: true },
  });
  const all: SagaPorts = { catalog: catalog.steps, sales: sales.worker.steps, complaints: endings };
  const definitions = allSagas(all);
  const newest = (wanted: string) => definitions.findLast(({ type }) => type === wanted);
  const [saleSaga, refundSaga] = [newest('SALE'), newest('REFUND')];
  /** An engine; where it is told so, one that gives a step other answers, or less time. */
  const anEngine = (steps: Partial<SagaPorts> = {}, stepTimeoutMs = 5_000) =>
    buildSagaEngine({
      ...{ store: postgresSagaStore(pool), announce: createAnnounce(bus), stepTimeoutMs },
      definitions: allSagas({ ...all, ...steps }),
      telemetry: sagasTelemetry('chain-test', log),
    });
  const engine = anEngine();
  const books = {
    catalog: catalogBooks({ pool: catalog.pool, bus }),
    ...{ sales: sales.worker.books, steps: sales.worker.steps },
    sagas: sagaBooks({ pool, bus }),
  };

  /** Carries everything that is due as far as it goes. */
  async function drain(): Promise<void> {
    while ((await engine.runOnce()).claimed > 0);
  }

  /** Their sagas, of which nothing has been done. */
  async function begin(orders: readonly SaleOrder[]): Promise<void> {
    if (!saleSaga) throw new Error('There is no saga of sales.');
    await beginSagas(
      pool,
      saleSaga as never,
      orders.map((order) => ({ order, idempotencyKey: order.sagaId })),
    );
  }

  /** Orders, carried to their ends: each takes the road that its token and its `simulate` say. */
  async function buy(orders: readonly SaleOrder[]): Promise<void> {
    await begin(orders);
    const ids = orders.map(({ sagaId }) => sagaId);
    await eventually(
      async () => {
        await drain();
        const { rows } = await pool.query('SELECT FROM saga WHERE id = ANY($1) AND NOT done', [ids]);
        return rows.length === 0;
      },
      { within: 20_000, what: 'the end of all sagas' },
    );
  }

  /** A refund of so many units of the first line. */
  function aRefundOf(order: SaleOrder, quantity: number): RefundOrder {
    const [line] = order.lines;
    if (!line) throw new Error('There is nothing to give back.');
    const amountMinor = quantity * line.unitPriceMinor;
    return {
      ...{ sagaId: uuidv7(), refundId: uuidv7(), saleId: order.saleId, userId: order.userId, storeId: order.storeId },
      ...{ paymentId: order.paymentId, method: order.payment.method, amountMinor, currency: 'CAD', restock: true },
      lines: [{ saleLineId: line.lineId, productId: line.productId, quantity, amountMinor }],
      ...{ correlationId: randomUUID(), traceparent: null },
    };
  }

  /** A refund, approved and carried to its end. */
  async function giveBack(order: SaleOrder, quantity: number): Promise<RefundOrder> {
    if (!refundSaga) throw new Error('There is no saga of refunds.');
    const refund = aRefundOf(order, quantity);
    // In this order nobody who compares meanwhile sees an approval that began nothing.
    await beginSagas(pool, refundSaga as never, [{ order: refund, idempotencyKey: refund.sagaId }]);
    await openRefund(refund);
    await drain();
    return refund;
  }

  /** What requesting and approving a refund leaves behind. */
  async function openRefund({
    refundId,
    sagaId,
    saleId,
    userId,
    storeId,
    amountMinor,
    lines,
  }: RefundOrder): Promise<void> {
    await inTransaction(sales.pool, async (client) => {
      await client.query(
        `INSERT INTO refund (id, saga_id, sale_id, user_id, store_id, requested_by, decided_by, idempotency_key, status, amount_minor, currency, restock, version)
       VALUES ($1::uuid, $2, $3, $4, $5, $4, $4, $1::text, 'APPROVED', $6, 'CAD', true, 2)`,
        [refundId, sagaId, saleId, userId, storeId, amountMinor],
      );
      for (const { saleLineId, productId, quantity } of lines) {
        await client.query(
          `INSERT INTO refund_line (refund_id, position, sale_line_id, product_id, quantity, amount_minor)
         SELECT $1, position, id, $3, $4::int, $4::int * unit_price_minor FROM sale_line WHERE sale_id = $5 AND id = $2`,
          [refundId, saleLineId, productId, quantity, saleId],
        );
        await client.query('UPDATE sale_line SET refund_pending = $3 WHERE sale_id = $1 AND id = $2', [
          ...[saleId, saleLineId, quantity],
        ]);
      }
    });
  }

  return {
    ...{
      catalog,
      sales,
      complaints,
      steps: all,
      pool,
      books,
      bus,
      anEngine,
      drain,
      begin,
      buy,
      aRefundOf,
      openRefund,
      giveBack,
    },
    anOrder,
    compare: (options: ReconcileOptions = {}): Promise<Report> => reconcile(books, { patience: AT_ONCE, ...options }),
    /** Events of reconciliation in a context, the newest last. */
    async corrections(of: { pool: typeof pool }): Promise<Record<string, unknown>[]> {
      const { rows } = await of.pool.query<{ data: Record<string, unknown> }>(
        `SELECT data FROM event WHERE type = 'BooksCorrected' ORDER BY position`,
      );
      return rows.map(({ data }) => data);
    },
    async dispose() {
      await Promise.all([pool.end(), complaints.end()]);
      await Promise.all([catalog.dispose(), sales.dispose(), database.drop(), ofComplaints.drop()]);
    },
  };
}

export type Chain = Awaited<ReturnType<typeof startChain>>;
