import { metrics, type Logger } from '@comptoir/telemetry';

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

    /** Runs a command and counts how it ended: ok, refused, or failed (thrown). */
    async command<T extends { ok: boolean }>(command: string, run: () => Promise<T>): Promise<T> {
      const stop = metrics.commandDuration.startTimer({ service, command });
      let outcome = 'failed';
      try {
        const result = await run();
        outcome = result.ok ? 'ok' : 'refused';
        return result;
      } finally {
        stop();
        metrics.commands.inc({ service, command, outcome });
      }
    },

    /** Runs a query and counts how it ended: ok, or failed (thrown). */
    async query<T>(query: string, run: () => T | Promise<T>): Promise<T> {
      const stop = metrics.queryDuration.startTimer({ service, query });
      let outcome = 'failed';
      try {
        const result = await run();
        outcome = 'ok';
        return result;
      } finally {
        stop();
        metrics.queries.inc({ service, query, outcome });
      }
    },
  };
}

export type CatalogTelemetry = ReturnType<typeof catalogTelemetry>;
