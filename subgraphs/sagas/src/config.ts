import { envInteger, loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';

/** How long a worker may keep what others wait for. */
export type SagasSettings = {
  /** Milliseconds that a saga is held between two writes; whoever holds it longer is fenced off. */
  leaseMs: number;
  /** Milliseconds after which the answer of a step counts as unknown: it must come while the saga is still held. */
  stepTimeoutMs: number;
  /** Milliseconds that a job of the queue is locked; one whose worker was silent for longer is run again. */
  jobLockMs: number;
};

const STEPS_IN_A_LEASE = 3;

const schema = z.object({
  SAGA_LEASE_MS: envInteger(15_000, 1_000, 300_000),
  SAGA_JOB_LOCK_MS: envInteger(30_000, 1_000, 300_000),
});

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** What the worker of this context reads from the environment; its subgraph needs nothing but what every process reads. */
export function sagasConfig(env: Record<string, string | undefined>): SagasSettings {
  const { SAGA_LEASE_MS, SAGA_JOB_LOCK_MS } = loadConfig(schema, env);
  return {
    leaseMs: SAGA_LEASE_MS,
    stepTimeoutMs: Math.floor(SAGA_LEASE_MS / STEPS_IN_A_LEASE),
    jobLockMs: SAGA_JOB_LOCK_MS,
  };
}
