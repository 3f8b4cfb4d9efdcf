import type { SalesEvent } from '../events/sales.ts';

export type SaleStreamEvent = SalesEvent<
  | 'SaleCreated'
  | 'PaymentCaptured'
  | 'PaymentDeclined'
  | 'PaymentVoided'
  | 'PaymentRefunded'
  | 'SaleConfirmed'
  | 'SaleCancelled'
  | 'StoreCreditSpent'
  | 'StoreCreditReversed'
  | 'ReplacementOrdered'
>;

export type SalePaymentFold = {
  id: string;
  method: 'CARD' | 'CASH' | 'STORE_CREDIT';
  state: 'PENDING' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  declineCode: string | null;
  capturedAt: string | null;
};

/** A sale with its payment as its events tell it. */
export type SaleFold = {
  number: number;
  kind: 'SALE' | 'REPLACEMENT';
  status: 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  sagaId: string;
  userId: string;
  storeId: string;
  totalMinor: number;
  /** What refunds gave back; a payment that was undone with its sale is not among them. */
  refundedMinor: number;
  currency: string;
  lines: {
    lineId: string;
    productId: string;
    productName: string;
    quantity: number;
    unitPriceMinor: number;
    refundedQuantity: number;
  }[];
  payment: SalePaymentFold;
  createdAt: string;
  updatedAt: string;
  confirmedAt: string | null;
  cancelledAt: string | null;
  /** When something of it was given back last. */
  refundedAt: string | null;
  /** Counts the events of the stream. */
  version: number;
};

/** Before SaleCreated there is nothing. */
export const initial: SaleFold | null = null;

function create({ data }: SalesEvent<'SaleCreated'>): SaleFold {
  const { payment, createdAt, lines, ...facts } = data;
  return {
    ...facts,
    lines: lines.map((line) => ({ ...line, refundedQuantity: 0 })),
    ...{ status: 'PENDING', refundedMinor: 0, version: 1 },
    payment: { id: payment.paymentId, method: payment.method, state: 'PENDING', declineCode: null, capturedAt: null },
    ...{ createdAt, updatedAt: createdAt, confirmedAt: null, cancelledAt: null, refundedAt: null },
  };
}

/** Folds one event into the sale. Pure, and total: what comes before SaleCreated changes nothing. */
export function apply(sale: SaleFold | null, event: SaleStreamEvent): SaleFold | null {
  if (event.type === 'SaleCreated') return create(event);
  if (!sale) return null;
  const after = (updatedAt: string, payment: Partial<SalePaymentFold>, rest: Partial<SaleFold> = {}): SaleFold => ({
    ...sale,
    ...rest,
    payment: { ...sale.payment, ...payment },
    updatedAt,
    version: sale.version + 1,
  });
  switch (event.type) {
    case 'PaymentCaptured': {
      const { capturedAt } = event.data;
      return after(capturedAt, { state: 'CAPTURED', capturedAt });
    }
    case 'PaymentDeclined':
      return after(event.data.declinedAt, { state: 'DECLINED', declineCode: event.data.code });
    case 'PaymentVoided':
      return after(event.data.voidedAt, { state: 'VOIDED' });
    case 'PaymentRefunded':
      return event.data.refundId === null
        ? after(event.data.refundedAt, { state: 'REFUNDED' })
        : afterRefund(after, sale, event.data);
    case 'SaleConfirmed': {
      const { confirmedAt } = event.data;
      return after(confirmedAt, {}, { status: 'CONFIRMED', confirmedAt });
    }
    case 'SaleCancelled': {
      const { cancelledAt } = event.data;
      // A payment that nobody ever asked for ends with its sale.
      const state = sale.payment.state === 'PENDING' ? 'VOIDED' : sale.payment.state;
      return after(cancelledAt, { state }, { status: 'CANCELLED', cancelledAt });
    }
    // What a credit gave or got is its own; of the sale they are steps on the way.
    case 'StoreCreditSpent':
      return after(event.data.spentAt, {});
    case 'StoreCreditReversed':
      return after(event.data.reversedAt, {});
    case 'ReplacementOrdered':
      return after(event.data.orderedAt, {});
    default:
      return event satisfies never;
  }
}

/** The sale when a part of it, or the rest, was given back. Units decide: what was free can be given back too. */
function afterRefund(
  after: (updatedAt: string, payment: Partial<SalePaymentFold>, rest: Partial<SaleFold>) => SaleFold,
  sale: SaleFold,
  { amountMinor, lines: given = [], refundedAt }: SalesEvent<'PaymentRefunded'>['data'],
): SaleFold {
  const units = new Map(given.map(({ lineId, quantity }) => [lineId, quantity]));
  const lines = sale.lines.map((line) => ({
    ...line,
    refundedQuantity: line.refundedQuantity + (units.get(line.lineId) ?? 0),
  }));
  const isAll = lines.every(({ quantity, refundedQuantity }) => refundedQuantity >= quantity);
  const state = isAll ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return after(
    refundedAt,
    { state },
    { status: state, refundedMinor: sale.refundedMinor + amountMinor, refundedAt, lines },
  );
}
