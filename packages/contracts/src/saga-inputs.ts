import { z } from 'zod';

/*
 * The frozen inputs of sagas, as they stand in the rows of those that run. Steps are typed by these, so what they begin to need is a
 * change here, and the gate over running sagas (docs/how-to/change-a-saga.md) holds it against what was stored before.
 */

/** A schema of just what steps read: it neither fills in nor changes anything. Of any input where it is nobody's in particular. */
export type InputSchema<Input> = [Input] extends [never] ? z.ZodType : z.ZodType<Input, Input>;

const uuid = z.uuid();
const amount = z.int().min(0);
const quantity = z.int().min(1);
const currency = z.string().length(3);

/** What the frozen input of every saga says, whatever else its steps need: for whom it runs, and what it belongs to. */
export const sagaInput = z.object({
  sagaId: uuid,
  userId: uuid,
  saleId: uuid.nullable(),
  storeId: uuid.nullable(),
  correlationId: uuid,
  traceparent: z.string().nullable(),
});
export type SagaInput = z.infer<typeof sagaInput>;

const paymentMethod = z.enum(['CARD', 'CASH', 'STORE_CREDIT']);
export type PaymentMethod = z.infer<typeof paymentMethod>;

/** Roads through the state machine that a demo system can be told to take (never accepted elsewhere). */
const simulate = z.enum(['FAIL_VERIFICATION', 'FAIL_RESERVATION', 'FAIL_CONFIRMATION', 'FAIL_COMPENSATION']);
export type Simulate = z.infer<typeof simulate>;

/** One line of an order, priced and named by the catalogue when it was accepted. */
const orderLine = z.object({
  lineId: uuid,
  productId: uuid,
  productName: z.string().min(1),
  quantity,
  unitPriceMinor: amount,
});
export type OrderLine = z.infer<typeof orderLine>;

/**
 * The frozen input of a sale saga. All ids are drawn at acceptance, so any step may be asked again or undone although
 * its first answer never came.
 */
export const saleOrder = z.object({
  sagaId: uuid,
  saleId: uuid,
  reservationId: uuid,
  paymentId: uuid,
  userId: uuid,
  storeId: uuid,
  kind: z.enum(['SALE', 'REPLACEMENT']),
  lines: z.array(orderLine).min(1),
  totalMinor: amount,
  currency,
  payment: z.object({ method: paymentMethod, token: z.string().nullable() }),
  simulate: simulate.nullable(),
  correlationId: uuid,
  traceparent: z.string().nullable(),
});
export type SaleOrder = z.infer<typeof saleOrder>;

/** One line of a refund: units of a line of the sale, and what they were sold for. */
const refundLine = z.object({ saleLineId: uuid, productId: uuid, quantity, amountMinor: amount });
export type RefundLine = z.infer<typeof refundLine>;

/** The frozen input of a refund saga: what RefundApproved says. */
export const refundOrder = z.object({
  sagaId: uuid,
  refundId: uuid,
  saleId: uuid,
  /** The buyer, whose money goes back. */
  userId: uuid,
  storeId: uuid,
  paymentId: uuid,
  method: paymentMethod,
  lines: z.array(refundLine),
  amountMinor: amount,
  currency,
  /** Whether the goods go back to the shelf. */
  restock: z.boolean(),
  correlationId: uuid,
  traceparent: z.string().nullable(),
});
export type RefundOrder = z.infer<typeof refundOrder>;

/**
 * The frozen input of a complaint-resolution saga: what ComplaintResolved says where something follows from it. The settlement
 * is the refund, the store credit or the replacement sale, by the id that the event drew for it.
 */
export const resolutionOrder = z.object({
  sagaId: uuid,
  complaintId: uuid,
  settlementId: uuid,
  resolution: z.enum(['REFUND', 'STORE_CREDIT', 'REPLACEMENT']),
  /** The customer, who bought. */
  userId: uuid,
  saleId: uuid,
  storeId: uuid,
  /** Of what of the sale; empty: of all that is left. */
  lines: z.array(z.object({ saleLineId: uuid, quantity })),
  resolvedBy: uuid,
  correlationId: uuid,
  traceparent: z.string().nullable(),
});
export type ResolutionOrder = z.infer<typeof resolutionOrder>;
