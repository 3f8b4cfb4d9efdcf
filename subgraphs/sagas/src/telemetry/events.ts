import { metrics, type Logger, useCaseTelemetry } from '@comptoir/telemetry';

/** One function per business event: metrics and a structured line; commands and queries are counted and timed. */
export function sagasTelemetry(service: string, log: Logger) {
  return {
    started: (about: { sagaId: string; saleId: string | null; storeId: string | null }) =>
      log.info({ event: 'saga_started', ...about }),
    /** Nothing was written; the caller may try again. */
    notQuoted: (about: { storeId: string; err: unknown }) => log.warn({ event: 'cart_not_quoted', ...about }),
    saleOpenedLater: (about: { sagaId: string; err: unknown }) => log.warn({ event: 'sale_opened_later', ...about }),
    cancelRequested: (about: { sagaId: string; by: string }) => log.info({ event: 'saga_cancel_requested', ...about }),
    resumed: (about: { sagaId: string; by: string }) => log.warn({ event: 'saga_resumed', ...about }),
    /** The next sweep does what this wake would have done. */
    notWoken: (err: unknown) => log.warn({ event: 'saga_engine_not_woken', err }),
    notSwept: (err: unknown) => log.warn({ event: 'sagas_not_swept', err }),

    /** A step, an undo or an end was asked for a group of sagas; how many gave each answer, and how long it took. */
    stepsAnswered({ name, outcomes, seconds }: { name: string; outcomes: Map<string, number>; seconds: number }): void {
      for (const [status, count] of outcomes) metrics.sagaSteps.inc({ service, step_name: name, status }, count);
      metrics.sagaStepDuration.observe({ service, step_name: name }, seconds);
    },
    stepUnknown: (about: { step: string; sagas: number; message: string }) =>
      log.warn({ event: 'saga_step_unknown', ...about }),
    ended(about: {
      sagaId: string;
      type: string;
      state: string;
      seconds: number;
      error: string | null;
      correlationId: string;
    }): void {
      const labels = { service, saga_type: about.type, status: about.state };
      metrics.sagas.inc(labels);
      metrics.sagaDuration.observe(labels, about.seconds);
      log.info({ event: 'saga_ended', ...about });
    },
    turnedRound(about: { sagaId: string; type: string; error: string | null }): void {
      metrics.sagaCompensations.inc({ service, saga_type: about.type });
      log.info({ event: 'saga_compensating', ...about });
    },
    parked: (about: { sagaId: string; type: string; state: string; reason: string; said: string | null }) =>
      log.error({ event: 'saga_parked', ...about }),
    /** The database does not take what came of a step: the saga is set aside, the others of its chunk go on. */
    notWritten(about: { sagaId: string; state: string; step: string; said: string }): void {
      metrics.sagaSteps.inc({ service, step_name: about.step, status: 'unwritten' });
      log.error({ event: 'saga_not_written', ...about });
    },
    corrupt: (about: { sagaId: string; state: string; err: unknown }) => log.error({ event: 'saga_corrupt', ...about }),
    /** The holder was slow or somebody intervened: another one goes on, nothing was written twice. */
    fenced: (about: { sagas: number; first: string }) => log.warn({ event: 'sagas_fenced', ...about }),
    /** Nobody takes them up: they wait until a version that has their definition runs. */
    unknownDefinition: (about: { definition: string; sagas: number }) =>
      log.error({ event: 'saga_definition_unknown', ...about }),
    /** How many of them there are; 0 once they are gone. */
    unknownCounted: (definition: string, sagas: number) => metrics.unknownSagas.set({ service, definition }, sagas),
    /** What runs and what waits for a person, by type; types that have none are set to 0. */
    counted(counts: readonly { type: string; active: number; parked: number }[]): void {
      for (const { type, active, parked } of counts) {
        metrics.activeSagas.set({ service, saga_type: type }, active);
        metrics.parkedSagas.set({ service, saga_type: type }, parked);
      }
    },

    ...useCaseTelemetry(service),
  };
}

export type SagaTelemetry = ReturnType<typeof sagasTelemetry>;
