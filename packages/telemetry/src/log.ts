import { pino } from 'pino';
import { currentTrace } from './trace.ts';

/** Structured JSON log. Log objects with an `event` name, not sentences: `log.info({ event: 'sale_opened', saleId })`. */
export type Logger = {
  debug(fields: object): void;
  info(fields: object): void;
  warn(fields: object): void;
  error(fields: object): void;
  child(fields: object): Logger;
};

/**
 * Lines of all loggers of the process, written together: a write each would cost more than making the line. What waits
 * is out after FLUSH_MS, and when the process ends, however it decides to.
 */
const FLUSH_MS = 100;
const output = pino.destination({ sync: false, minLength: 4_096, periodicFlush: FLUSH_MS });

/** A logger of one service; each line carries trace and correlation id of the work it was written in. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const trace = currentTrace();
        return trace ? { traceId: trace.traceId, correlationId: trace.correlationId } : {};
      },
      redact: {
        paths: ['password', '*.password', 'token', '*.token', 'authorization', '*.authorization'],
        censor: '[removed]',
      },
    },
    output,
  );
}
