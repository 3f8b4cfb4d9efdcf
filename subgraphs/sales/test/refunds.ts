import { randomUUID } from 'node:crypto';
import {
  parseEventData,
  refundStream,
  type EventType,
  type RefundOrder,
  type SaleOrder,
  type SalesRefundSteps,
  type StepAnswer,
} from '@comptoir/contracts';
import type { Actor } from '@comptoir/kit';
import { anActor, anOrder, type Loose, type TestSales } from './harness.ts';

type Line = { saleLineId: string; quantity: number };
type Wish = { lines?: Line[]; reason?: string; restock?: boolean; idempotencyKey?: string; expectedVersion?: number };

export const REFUND = `id status amount { amountMinor currency } reason rejectionReason restock error version sagaId
  lines { saleLineId quantity amount { amountMinor } product { id } } sale { id } requestedBy { id } decidedBy { id }
  createdAt updatedAt completedAt`;

const PROBLEMS = `__typename ... on Problem { message code }
  ... on ConflictProblem { currentVersion } ... on NotFoundProblem { id }`;

const REQUEST = `mutation ($input: RequestRefundInput!) { requestRefund(input: $input) { ${PROBLEMS}
  ... on RequestRefundSuccess { refund { ${REFUND} } } ... on SaleNotRefundableProblem { status }
  ... on ExceedsRefundableProblem { lines { saleLineId requested refundable } } ... on ValidationProblem { fields { path } } } }`;
const APPROVE = `mutation ($input: ApproveRefundInput!) { approveRefund(input: $input) { ${PROBLEMS}
  ... on ApproveRefundSuccess { refund { ${REFUND} } } ... on RefundAlreadyDecidedProblem { status } } }`;
const REJECT = `mutation ($input: RejectRefundInput!) { rejectRefund(input: $input) { ${PROBLEMS}
  ... on RejectRefundSuccess { refund { ${REFUND} } } ... on RefundAlreadyDecidedProblem { status } } }`;

export const buyerOf = ({ userId }: SaleOrder): Actor => anActor('CLIENT', [], userId);
export const managerOf = ({ storeId }: SaleOrder): Actor => anActor('MANAGER', [storeId]);

/** A sale of two lines: 3 units at 5.00 and 2 at 1.25. */
export const twoLines = (rest: Parameters<typeof anOrder>[0] = {}): SaleOrder =>
  anOrder({
    lines: [
      { quantity: 3, unitPriceMinor: 500 },
      { quantity: 2, unitPriceMinor: 125 },
    ],
    ...rest,
  });

/** How tests ask for refunds and carry them out. */
export function refundsOf(system: TestSales) {
  async function mutate(actor: Actor | null, query: string, input: object) {
    const { data, codes } = await system.ask(actor, query, { input });
    const [answer = null] = Object.values<Loose | null>(data ?? {});
    return { answer, codes };
  }
  const refundIn = ({ answer, codes }: Awaited<ReturnType<typeof mutate>>): Loose => {
    if (!answer?.refund) throw new Error(`No refund: ${JSON.stringify({ answer, codes })}`);
    return answer.refund;
  };

  const request = (actor: Actor | null, saleId: string, wish: Wish = {}) =>
    mutate(actor, REQUEST, { saleId, idempotencyKey: randomUUID(), ...wish });
  const approve = (actor: Actor | null, refundId: string, expectedVersion?: number) =>
    mutate(actor, APPROVE, { refundId, expectedVersion });
  const reject = (actor: Actor | null, refundId: string, reason?: string, expectedVersion?: number) =>
    mutate(actor, REJECT, { refundId, reason, expectedVersion });

  /** The events of a refund, each parsed by its schema. */
  async function events(refundId: string) {
    const { rows } = await system.pool.query<{ type: EventType; data: object; metadata: Loose }>(
      `SELECT type, data, metadata FROM event WHERE stream_id = $1 AND stream_type = 'refund' ORDER BY stream_version`,
      [refundId],
    );
    return rows.map(({ type, data, metadata }) => ({
      type,
      data: parseEventData(type, data),
      metadata,
    }));
  }

  /** What the saga engine makes of an approval. */
  async function orderOf(refundId: string): Promise<RefundOrder> {
    const approval = (await events(refundId)).find(({ type }) => type === 'RefundApproved');
    if (!approval) throw new Error(`Refund ${refundId} was not approved.`);
    const { payment, approvedBy: _, approvedAt: __, ...facts } = parseEventData('RefundApproved', approval.data);
    const { correlationId } = approval.metadata;
    return { ...facts, ...payment, refundId, correlationId: String(correlationId), traceparent: null };
  }

  async function run(step: keyof SalesRefundSteps, ...orders: RefundOrder[]): Promise<StepAnswer[]> {
    const answers = await system.worker.steps[step](orders.map((input) => ({ sagaId: input.sagaId, input })));
    return orders.map(
      ({ sagaId }) => answers.get(sagaId) ?? { outcome: 'refused', code: 'NONE', message: 'No answer' },
    );
  }

  /** Requested by the buyer and approved, not carried out. */
  async function approved(order: SaleOrder, wish: Wish = {}): Promise<RefundOrder> {
    const { id } = refundIn(await request(buyerOf(order), order.saleId, wish));
    refundIn(await approve(managerOf(order), String(id)));
    return orderOf(String(id));
  }

  return {
    ...{ request, approve, reject, events, orderOf, run, approved, refundIn },
    /** Sales that are confirmed. */
    async sold(...orders: SaleOrder[]): Promise<SaleOrder[]> {
      for (const step of ['openSales', 'capturePayment', 'confirmSale'] as const) await system.run(step, ...orders);
      return orders;
    },
    /** A refund gone its happy way. */
    async refunded(order: SaleOrder, wish: Wish = {}): Promise<RefundOrder> {
      const refund = await approved(order, wish);
      for (const step of ['validateRefund', 'payRefund', 'completeRefund'] as const) await run(step, refund);
      return refund;
    },
    types: async (refundId: string) => (await events(refundId)).map(({ type }) => type),
    /** The refund as its events tell it. */
    async folded(refundId: string) {
      const fold = (await events(refundId)).reduce<refundStream.RefundFold | null>(
        (refund, event) => refundStream.apply(refund, event as never),
        null,
      );
      return fold && { id: refundId, ...fold };
    },
    /** The refund as it is stored. */
    async stored(refundId: string) {
      const [refund] = await system.sales.context({} as never).refundReads.byIds([refundId]);
      return refund ?? null;
    },
    /** Of each line of the sale: units given back, and asked for. */
    async units({ saleId }: SaleOrder): Promise<[number, number][]> {
      const { rows } = await system.pool.query<{ back: number; pending: number }>(
        'SELECT refunded_quantity AS back, refund_pending AS pending FROM sale_line WHERE sale_id = $1 ORDER BY position',
        [saleId],
      );
      return rows.map(({ back, pending }) => [back, pending]);
    },
  };
}
