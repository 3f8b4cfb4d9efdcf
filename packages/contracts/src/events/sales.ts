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

/** Events that the sales context records, all on the stream of the sale. */
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
  /** The money went back the way it came. `refundId` is null where a sale was undone before it was final. */
  PaymentRefunded: z.object({
    paymentId: uuid,
    method,
    amountMinor: amount,
    currency,
    refundId: uuid.nullable(),
    refundedAt: at,
  }),
  /** Sold. */
  SaleConfirmed: z.object({ ...saleFacts, confirmedAt: at }),
  /** Ended unsold, with nothing kept of the payment. */
  SaleCancelled: z.object({ ...saleFacts, cancelledAt: at }),
} as const satisfies Record<string, z.ZodType>;

export type SalesEventType = keyof typeof salesEvents;
export type SalesEventData<T extends SalesEventType> = z.infer<(typeof salesEvents)[T]>;

/** An event of the given types, as far as a reducer needs it. */
export type SalesEvent<T extends SalesEventType> = { [K in T]: { type: K; data: SalesEventData<K> } }[T];
