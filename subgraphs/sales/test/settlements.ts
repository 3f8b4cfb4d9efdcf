import { randomUUID } from 'node:crypto';
import type { ResolutionOrder, SaleOrder, SalesResolutionSteps, StepAnswer } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { anOrder, type TestSales } from './harness.ts';
import { refundsOf } from './refunds.ts';

type Wish = Partial<Pick<ResolutionOrder, 'resolution' | 'lines' | 'settlementId'>>;

/** How tests resolve complaints and spend what they get for them. */
export function settlementsOf(system: TestSales) {
  const refunds = refundsOf(system);

  /** What the engine makes of a complaint about this sale that was resolved. */
  const aResolution = ({ userId, saleId, storeId }: SaleOrder, wish: Wish = {}): ResolutionOrder => ({
    ...{ sagaId: uuidv7(), complaintId: uuidv7(), settlementId: uuidv7(), resolvedBy: randomUUID() },
    ...{ resolution: 'STORE_CREDIT', lines: [], userId, saleId, storeId },
    ...{ correlationId: randomUUID(), traceparent: null },
    ...wish,
  });

  async function run(step: keyof SalesResolutionSteps, ...orders: ResolutionOrder[]): Promise<StepAnswer[]> {
    const answers = await system.worker.steps[step](orders.map((input) => ({ sagaId: input.sagaId, input })));
    return orders.map(
      ({ sagaId }) => answers.get(sagaId) ?? { outcome: 'refused', code: 'NONE', message: 'No answer' },
    );
  }

  /** Credits of this person, one of each amount, the first of which expires first. */
  async function issued(userId: string, ...amounts: number[]): Promise<string[]> {
    const ids: string[] = [];
    for (const unitPriceMinor of amounts) {
      const order = anOrder({ userId, lines: [{ quantity: 1, unitPriceMinor }] });
      await refunds.sold(order);
      const resolution = aResolution(order);
      await run('reserveSettlement', resolution);
      await run('settleComplaint', resolution);
      ids.push(resolution.settlementId);
    }
    return ids;
  }

  /** What is left of credits, in the order of their ids as given. */
  async function left(...ids: string[]): Promise<number[]> {
    const { rows } = await system.pool.query<{ id: string; left: number }>(
      'SELECT id, remaining_minor AS left FROM store_credit WHERE id = ANY($1)',
      [ids],
    );
    return ids.map((id) => rows.find((row) => row.id === id)?.left ?? NaN);
  }

  return {
    ...{ refunds, aResolution, run, issued, left },
    /** A sale of one line that is to be paid by credit, opened. */
    async toPay(userId: string, unitPriceMinor: number): Promise<SaleOrder> {
      const lines = [{ quantity: 1, unitPriceMinor }];
      const order = anOrder({ userId, method: 'STORE_CREDIT', token: null, lines });
      await system.run('openSales', order);
      return order;
    },
    /** Of each line of the sale: units given back, asked back, and settled. */
    async units({ saleId }: SaleOrder): Promise<number[][]> {
      const { rows } = await system.pool.query<{ units: number[] }>(
        'SELECT ARRAY[refunded_quantity, refund_pending, settled_quantity] AS units FROM sale_line WHERE sale_id = $1 ORDER BY position',
        [saleId],
      );
      return rows.map(({ units }) => units);
    },
    async state({ settlementId }: ResolutionOrder): Promise<string | undefined> {
      const { rows } = await system.pool.query<{ state: string }>('SELECT state FROM settlement WHERE id = $1', [
        settlementId,
      ]);
      return rows[0]?.state;
    },
  };
}
