import type { SagaFacts } from '@comptoir/sagas/worker';
import type { RefundFacts } from '@comptoir/sales/worker';
import { chunksOf } from '@comptoir/kit';
import type { Books } from './books.ts';
import { pagesOf, type Check, type Window } from './check.ts';
import type { Difference, Remedy } from './difference.ts';
import { compareOrder } from './order-rules.ts';
import { withParts } from './orders.ts';
import type { Patience } from './patience.ts';

const PAGE = 500;

/** Refunds in the window by age, and older ones that are under way or changed in it. */
async function* refundsIn({ sales }: Books, { fromId, from }: Window): AsyncIterable<{ id: string; saleId: string }[]> {
  yield* pagesOf(fromId, sales.refundsAfter);
  yield* chunksOf(await sales.olderRefunds(fromId, from), PAGE);
}

/** Refunds beside their sagas, and the sales that they are of, however old those are. */
export function refundsCheck(books: Books, patience: Patience): Check {
  const { sales, sagas } = books;
  return {
    name: 'refunds',
    async *subjects(window) {
      for await (const page of refundsIn(books, window)) yield page.map(({ id }) => id);
    },
    async examine(ids) {
      const refunds = await sales.refunds(ids);
      const found = new Map((await sagas.sagas(refunds.map(({ sagaId }) => sagaId))).map((saga) => [saga.id, saga]));
      return refunds.flatMap((refund) => compareRefund(refund, found.get(refund.sagaId) ?? null, patience));
    },
    subjectOf: ({ about }) => about.refundId ?? '',
  };
}

/** The sales that refunds are of: they may be older than the window. */
export function refundedOrdersCheck(books: Books, patience: Patience): Check {
  const { sales, sagas } = books;
  return {
    name: 'refundedOrders',
    async *subjects(window) {
      for await (const page of refundsIn(books, window)) {
        const refunded = await sales.sales([...new Set(page.map(({ saleId }) => saleId))]);
        // Younger ones are in the window themselves.
        yield refunded.map(({ sagaId }) => sagaId).filter((id) => id <= window.fromId);
      }
    },
    async examine(ids) {
      const orders = await withParts(books, await sagas.sagas(ids));
      return orders.flatMap((order) => compareOrder(order, patience));
    },
    subjectOf: ({ about }) => about.sagaId ?? '',
  };
}

/** What a refund should be once its saga has come so far; null while it may be any. */
function expected(saga: SagaFacts | null): RefundFacts['status'][] | null {
  // Of one that nobody knows it is only said that nobody does.
  if (saga?.unknown) return null;
  switch (saga?.phase) {
    case undefined:
      return ['REQUESTED', 'REJECTED'];
    case 'completed':
      return ['COMPLETED'];
    case 'undone':
      return ['FAILED'];
    default:
      return null;
  }
}

/** Everything in which a refund and its saga disagree. Pure. */
export function compareRefund(refund: RefundFacts, saga: SagaFacts | null, patience: Patience): Difference[] {
  // An approval without its saga waits for relay and consumer, as anything does that stands still.
  const settledMs = saga ? patience.settledMs : Math.max(patience.settledMs, patience.standstillMs);
  if (refund.quietMs < settledMs || (saga?.quietMs ?? Infinity) < settledMs) return [];
  const about = { refundId: refund.id, saleId: refund.saleId, ...(saga && { sagaId: saga.id }) };
  const right = expected(saga);
  if (!right || right.includes(refund.status)) return [];
  return [
    {
      kind: 'REFUND_UNLIKE_SAGA',
      about,
      expected: { refund: right.join(' or ') },
      found: { refund: refund.status, payback: refund.payback, saga: saga?.state ?? null },
      says: saga
        ? `The saga has ended in ${saga.state}, and its refund is ${refund.status}.`
        : `The refund is ${refund.status}, and no saga pays it back.`,
      remedy: remedyOf(refund, saga),
    },
  ];
}

function remedyOf({ status, payback }: RefundFacts, saga: SagaFacts | null): Remedy {
  if (!saga) return { person: 'Its approval did not arrive: replay what is parked for the consumer sagas.' };
  if (saga.phase === 'completed' && status === 'APPROVED' && payback === 'PAID') return { repair: 'complete-refund' };
  if (saga.phase === 'undone' && status === 'APPROVED' && ['NONE', 'REFUSED'].includes(payback))
    return { repair: 'fail-refund' };
  return { person: 'Ask the provider whether it has paid back, and settle it with the buyer.' };
}
