import { useCaseTelemetry, type Logger } from '@comptoir/telemetry';

/** One function per business event: a structured line; commands and queries are counted and timed. */
export function catalogTelemetry(service: string, log: Logger) {
  return {
    categoryCreated: (categoryId: string, by: string) => log.info({ event: 'category_created', categoryId, by }),
    productCreated: (productId: string, by: string) => log.info({ event: 'product_created', productId, by }),
    productUpdated: (productId: string, by: string) => log.info({ event: 'product_updated', productId, by }),
    productRepriced: (productId: string, fromMinor: number, toMinor: number, by: string) =>
      log.info({ event: 'product_repriced', productId, fromMinor, toMinor, by }),
    productArchived: (productId: string, by: string) => log.info({ event: 'product_archived', productId, by }),
    storeOpened: (storeId: string, by: string) => log.info({ event: 'store_opened', storeId, by }),
    storeUpdated: (storeId: string, by: string) => log.info({ event: 'store_updated', storeId, by }),
    storeClosed: (storeId: string, by: string) => log.info({ event: 'store_closed', storeId, by }),
    stockAdjusted: (about: {
      storeId: string;
      productId: string;
      delta: number;
      reason: string;
      onHand: number;
      by: string;
    }) => log.info({ event: 'stock_adjusted', ...about }),
    holdsExpired: (count: number) => log.info({ event: 'holds_expired', count }),

    ...useCaseTelemetry(service),
  };
}

export type CatalogTelemetry = ReturnType<typeof catalogTelemetry>;
