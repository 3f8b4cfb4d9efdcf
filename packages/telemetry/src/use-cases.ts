import { metrics } from './metrics.ts';

/** Counts and times the use cases of one context: part of each context's `telemetry/events.ts`. */
export function useCaseTelemetry(service: string) {
  return {
    /** Runs a command and counts how it ended: ok, refused (an outcome that says so), or failed (thrown). */
    async command<T>(command: string, run: () => Promise<T>): Promise<T> {
      const stop = metrics.commandDuration.startTimer({ service, command });
      let outcome = 'failed';
      try {
        const result = await run();
        outcome = (result as { ok?: boolean } | null)?.ok === false ? 'refused' : 'ok';
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
