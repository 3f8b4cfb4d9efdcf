import { z } from 'zod';

const uuid = z.uuid();
const count = z.int().min(0);
const at = z.iso.datetime();

/** One product of a reservation with the figures of its stock level after the event. */
const stockLines = z
  .array(z.object({ productId: uuid, quantity: z.int().min(1), onHand: count, reserved: count }))
  .min(1);

const reservation = { sagaId: uuid, saleId: uuid, storeId: uuid, lines: stockLines };

const productFacts = {
  sku: z.string().min(1),
  name: z.string().min(1),
  description: z.string(),
  priceMinor: count,
  currency: z.string().length(3),
  categoryId: uuid,
};

const storeFacts = { name: z.string().min(1), address: z.string(), timeZone: z.string().min(1) };

/** Events that the catalog context records. Streams: category, product, store, stock (one a store and product), reservation. */
export const catalogEvents = {
  CategoryCreated: z.object({ code: z.string().min(1), name: z.string().min(1) }),
  ProductCreated: z.object({ ...productFacts, createdAt: at }),
  /** Name, description and category after the change. */
  ProductUpdated: z.object({ name: productFacts.name, description: productFacts.description, categoryId: uuid }),
  ProductRepriced: z.object({ fromMinor: count, toMinor: count, currency: productFacts.currency }),
  ProductArchived: z.object({ archivedAt: at }),
  StoreOpened: z.object({ ...storeFacts, openedAt: at }),
  /** Name, address and time zone after the change. */
  StoreUpdated: z.object(storeFacts),
  StoreClosed: z.object({ closedAt: at }),
  /** A person changed a stock level. `reserved` is as it was found. */
  StockAdjusted: z.object({
    adjustmentId: uuid,
    storeId: uuid,
    productId: uuid,
    delta: z.int(),
    reason: z.enum(['RECEIVED', 'DAMAGED', 'COUNTED', 'RETURNED']),
    onHand: count,
    reserved: count,
  }),
  /** Units of a sale came back to the shelf with a refund. */
  StockReturned: z.object({
    refundId: uuid,
    saleId: uuid,
    storeId: uuid,
    productId: uuid,
    quantity: z.int().min(1),
    onHand: count,
    reserved: count,
  }),
  /** All lines of an order are held until the moment given, by the clock of the database. */
  StockReserved: z.object({ ...reservation, expiresAt: at }),
  /** The hold was given back: its saga was undone, or nobody confirmed it in time. */
  StockReleased: z.object({ ...reservation, reason: z.enum(['COMPENSATED', 'EXPIRED']) }),
  /** The hold became a sale. */
  StockSold: z.object(reservation),
} as const satisfies Record<string, z.ZodType>;

export type CatalogEventType = keyof typeof catalogEvents;
export type CatalogEventData<T extends CatalogEventType> = z.infer<(typeof catalogEvents)[T]>;

/** An event of the given types, as far as a reducer needs it. */
export type CatalogEvent<T extends CatalogEventType> = { [K in T]: { type: K; data: CatalogEventData<K> } }[T];
