import type { EventEnvelope } from '@comptoir/contracts';
import type { Pool, PoolClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import type { LiveBus } from '@comptoir/live';
import type { Logger } from '@comptoir/telemetry';
import type { Queues } from './queues.ts';

/** What a context's worker is built from. All of it is owned by the composition root. */
export type WorkerBase = {
  /** The context's own database, shared with its subgraph where both run in one process. */
  pool: Pool;
  bus: LiveBus;
  queues: Queues;
  log: Logger;
  /** Name of the process, for metrics. */
  service: string;
  demo: boolean;
};

/**
 * Reacts to events of other contexts. `apply` runs in the transaction that also moves the consumer's cursor, so its effect
 * happens once; it gets events of one source in order and writes them in sets. It throws when the answer is unknown (the
 * batch is tried again) or when an event cannot be applied (the batch is split, and that event parked). It may answer what is
 * to be done once its effect is committed, for example a live message: lost when the process dies in between.
 */
export type EventHandler = {
  /** Name in the routing table. */
  consumer: string;
  /** The consumer's database. */
  pool: Pool;
  /** `source` is the context that the positions of the events belong to. */
  apply(client: PoolClient, events: readonly EventEnvelope[], source: ContextName): Promise<void | (() => void)>;
};

/** Work that repeats: run by one worker at a time, however many there are. */
export type PeriodicJob = { name: string; everyMs: number; run(): Promise<void> };

/** What a context runs in the background. */
export type WorkerParts = { handlers: EventHandler[]; periodic: PeriodicJob[]; dispose(): Promise<void> };
