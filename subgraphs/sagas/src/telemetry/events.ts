import { metrics, type Logger } from '@comptoir/telemetry';

type Service = { service: string; log: Logger };

/** A step, an undo or an end was asked for a group of sagas; how many gave each answer, and how long it took. */
export function stepsAnswered(
  { service }: Service,
  { name, outcomes, seconds }: { name: string; outcomes: Map<string, number>; seconds: number },
): void {
  for (const [status, count] of outcomes) metrics.sagaSteps.inc({ service, step_name: name, status }, count);
  metrics.sagaStepDuration.observe({ service, step_name: name }, seconds);
}

export function stepUnknown({ log }: Service, about: { step: string; sagas: number; message: string }): void {
  log.warn({ event: 'saga_step_unknown', ...about });
}

export function sagaEnded(
  { service, log }: Service,
  about: { sagaId: string; type: string; state: string; seconds: number; error: string | null; correlationId: string },
): void {
  const labels = { service, saga_type: about.type, status: about.state };
  metrics.sagas.inc(labels);
  metrics.sagaDuration.observe(labels, about.seconds);
  log.info({ event: 'saga_ended', ...about });
}

export function sagaTurnedRound({ service, log }: Service, about: { sagaId: string; type: string; error: string | null }): void {
  metrics.sagaCompensations.inc({ service, saga_type: about.type });
  log.info({ event: 'saga_compensating', ...about });
}

export function sagaParked({ log }: Service, about: { sagaId: string; type: string; state: string; reason: string }): void {
  log.error({ event: 'saga_parked', ...about });
}

/** The holder was slow or somebody intervened: another one goes on, nothing was written twice. */
export function sagasFenced({ log }: Service, about: { sagas: number; first: string }): void {
  log.warn({ event: 'sagas_fenced', ...about });
}

export function sagaStarted({ log }: Service, about: { sagaId: string; saleId: string; storeId: string; correlationId: string }): void {
  log.info({ event: 'saga_started', ...about });
}

export function saleOpenedLater({ log }: Service, about: { sagaId: string; err: unknown }): void {
  log.warn({ event: 'sale_opened_later', ...about });
}

export function cancelRequested({ log }: Service, about: { sagaId: string; by: string }): void {
  log.info({ event: 'saga_cancel_requested', ...about });
}

export function sagaResumed({ log }: Service, about: { sagaId: string; by: string }): void {
  log.warn({ event: 'saga_resumed', ...about });
}

export function jobStalled({ service, log }: Service, about: { queue: string; jobId: string }): void {
  metrics.queueStalls.inc({ service, queue: about.queue });
  log.warn({ event: 'job_stalled', ...about });
}

/** What runs and what waits for a person, by type; types that have none are set to 0. */
export function sagasCounted({ service }: Service, counts: readonly { type: string; active: number; parked: number }[]): void {
  for (const { type, active, parked } of counts) {
    metrics.activeSagas.set({ service, saga_type: type }, active);
    metrics.parkedSagas.set({ service, saga_type: type }, parked);
  }
}
