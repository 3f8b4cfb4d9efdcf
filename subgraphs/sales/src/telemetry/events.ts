import { metrics, type Logger } from '@comptoir/telemetry';
import type { Sale } from '../domain/sale.ts';

/** One function per business event: a counter and a structured line. */
export function salesTelemetry(service: string, log: Logger) {
  return {
    /** A new version of a sale. Its outcomes are worth a line; the ways there only while somebody debugs. */
    saleChanged({ id: saleId, sagaId, status, kind, totalMinor, payment, version }: Sale): void {
      const fields = { event: 'sale_changed', saleId, sagaId, status, payment: payment.state, version };
      if (status === 'PENDING' && payment.state !== 'REFUNDED') log.debug(fields);
      else log.info({ ...fields, totalMinor });
      if (version === 1 || status !== 'PENDING') metrics.sales.inc({ service, kind, status });
    },
    paymentAnswered: (method: string, outcome: string) => metrics.payments.inc({ service, method, outcome }),
    paymentProviderFailed: (method: string, err: unknown) => {
      metrics.payments.inc({ service, method, outcome: 'failed' });
      log.warn({ event: 'payment_provider_failed', method, err });
    },

    /** Runs a command and counts how it ended: ok, or failed (thrown). */
    command: <T>(command: string, run: () => Promise<T>): Promise<T> =>
      observed(
        () => metrics.commandDuration.startTimer({ service, command }),
        (outcome) => metrics.commands.inc({ service, command, outcome }),
        run,
      ),
    /** Runs a query and counts how it ended. */
    query: <T>(query: string, run: () => Promise<T>): Promise<T> =>
      observed(
        () => metrics.queryDuration.startTimer({ service, query }),
        (outcome) => metrics.queries.inc({ service, query, outcome }),
        run,
      ),
  };
}

export type SalesTelemetry = ReturnType<typeof salesTelemetry>;

async function observed<T>(
  start: () => () => unknown,
  count: (outcome: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  const stop = start();
  let outcome = 'failed';
  try {
    const result = await run();
    outcome = 'ok';
    return result;
  } finally {
    stop();
    count(outcome);
  }
}
