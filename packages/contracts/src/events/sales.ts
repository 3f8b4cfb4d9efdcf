import { z } from 'zod';

const uuid = z.uuid();
const at = z.iso.datetime();
const amount = z.int().min(0);
const currency = z.string().length(3);
const method = z.enum(['CARD', 'CASH', 'STORE_CREDIT']);

/** What a reader of one event needs to know of its sale, so that it keeps no copy of sales. */
const saleFacts = { number: z.int().min(1), userId: uuid, storeId: uuid, totalMinor: amount, currency };

const lines = z
  .array(
    z.object({
      lineId: uuid,
      productId: uuid,
      productName: z.string().min(1),
      quantity: z.int().min(1),
      unitPriceMinor: amount,
    }),
  )
  .min(1);

/** What of one line is given back, and what for: quantity times the price that it was sold at. */
const refundLines = z
  .array(z.object({ saleLineId: uuid, productId: uuid, quantity: z.int().min(1), amountMinor: amount }))
  .min(1);

/** What a reader of one event needs to know of its refund. */
const refundFacts = { saleId: uuid, userId: uuid, storeId: uuid, amountMinor: amount, currency };

/** What a reader of one event needs to know of a store credit. */
const creditFacts = { userId: uuid, amountMinor: amount, currency };

/** Events that the sales context records: those of a sale and its payment on the stream of the sale, those of a refund and of a store credit on their own. */
export const salesEvents = {
  /** Accepted and priced; its saga runs. */
  SaleCreated: z.object({
    ...saleFacts,
    sagaId: uuid,
    kind: z.enum(['SALE', 'REPLACEMENT']),
    lines,
    payment: z.object({ paymentId: uuid, method }),
    createdAt: at,
  }),
  /** The provider took the money. */
  PaymentCaptured: z.object({ paymentId: uuid, method, amountMinor: amount, currency, capturedAt: at }),
  /** The provider said no: nothing was taken. */
  PaymentDeclined: z.object({ paymentId: uuid, method, code: z.string().min(1), message: z.string(), declinedAt: at }),
  /** Given up before anything was taken; the provider will not take it later either. */
  PaymentVoided: z.object({ paymentId: uuid, method, voidedAt: at }),
  /** Money went back the way it came. `refundId` is null where a sale was undone before it was final: then all of it did. */
  PaymentRefunded: z.object({
    paymentId: uuid,
    method,
    amountMinor: amount,
    currency,
    refundId: uuid.nullable(),
    /** What of the sale was given back; only with a refund. */
    lines: z.array(z.object({ lineId: uuid, quantity: z.int().min(1) })).optional(),
    refundedAt: at,
  }),
  /** Sold. */
  SaleConfirmed: z.object({ ...saleFacts, confirmedAt: at }),
  /** Ended unsold, with nothing kept of the payment. */
  SaleCancelled: z.object({ ...saleFacts, cancelledAt: at }),
  /** Somebody wants money back. The reason is sealed with the buyer's key: free text is personal. */
  RefundRequested: z.object({
    ...refundFacts,
    sagaId: uuid,
    lines: refundLines,
    restock: z.boolean(),
    reason: z.string().nullable(),
    requestedBy: uuid,
    requestedAt: at,
  }),
  /** A refund saga begins with this: all that it needs is here. */
  RefundApproved: z.object({
    ...refundFacts,
    sagaId: uuid,
    payment: z.object({ paymentId: uuid, method }),
    lines: refundLines,
    restock: z.boolean(),
    approvedBy: uuid,
    approvedAt: at,
  }),
  RefundRejected: z.object({ ...refundFacts, reason: z.string().nullable(), rejectedBy: uuid, rejectedAt: at }),
  /** The money is back, and the goods where they were to be restocked. */
  RefundCompleted: z.object({ ...refundFacts, completedAt: at }),
  /** Nothing was paid back; the quantities may be asked for again. */
  RefundFailed: z.object({ ...refundFacts, error: z.string().min(1), message: z.string(), failedAt: at }),
  /** A complaint is settled with an amount to spend in the chain: on the stream of the credit, which is its id. */
  StoreCreditIssued: z.object({ ...creditFacts, complaintId: uuid, saleId: uuid, expiresAt: at, issuedAt: at }),
  /** Part of a credit paid for a sale: on the stream of the sale. */
  StoreCreditSpent: z.object({ ...creditFacts, creditId: uuid, saleId: uuid, paymentId: uuid, spentAt: at }),
  /** What was spent went back to its credit: on the stream of the sale. `refundId` is null where the sale was undone before it was final. */
  StoreCreditReversed: z.object({
    ...creditFacts,
    creditId: uuid,
    saleId: uuid,
    paymentId: uuid,
    refundId: uuid.nullable(),
    reversedAt: at,
  }),
  /** Goods are sent again for a complaint: on the stream of the replacement sale. Its saga begins with this: all that it needs is here. */
  ReplacementOrdered: z.object({
    ...saleFacts,
    sagaId: uuid,
    reservationId: uuid,
    payment: z.object({ paymentId: uuid, method }),
    lines,
    complaintId: uuid,
    replacesSaleId: uuid,
    orderedAt: at,
  }),
} as const satisfies Record<string, z.ZodType>;

export type SalesEventType = keyof typeof salesEvents;
export type SalesEventData<T extends SalesEventType> = z.infer<(typeof salesEvents)[T]>;

/** An event of the given types, as far as a reducer needs it. */
export type SalesEvent<T extends SalesEventType> = { [K in T]: { type: K; data: SalesEventData<K> } }[T];
