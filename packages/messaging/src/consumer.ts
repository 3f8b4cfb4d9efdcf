import { ROUTES, type EventEnvelope } from '@comptoir/contracts';
import type { LiveBus } from '@comptoir/live';
import { metrics, type Logger } from '@comptoir/telemetry';
import { DelayedError, type Job, type Worker } from 'bullmq';
import { applyBatch, type BatchOutcome } from './apply-batch.ts';
import { ACKS_CHANNEL, batchQueue, type BatchAck, type EventBatch } from './batch.ts';
import { readEpochMark } from './epoch-mark.ts';
import { parkedCounts } from './parked-events.ts';
import type { Queues } from './queues.ts';
import type { EventHandler } from './worker.ts';

/** After so long a batch that came too early is looked at again. */
const EARLY_MS = 100;
const COUNT_PARKED_MS = 15_000;
/** A lane waits for the batch of a worker that died: not for long, since a batch takes well below a second. */
const LOCK = { lockDuration: 6_000, stalledInterval: 3_000 };

export type ConsumerOptions = {
  handler: EventHandler;
  queues: Queues;
  /** The way back to the relays. */
  bus: LiveBus;
  log: Logger;
  service: string;
  /** From the routing table unless said. */
  lanes?: number;
};

export type EventConsumer = { consumer: string; isRunning(): boolean; stop(): Promise<void> };

/**
 * Applies the events that the relays publish for one consumer: a worker a lane, a transaction a batch, each event with
 * effect once. However many processes run it, a lane has one batch in hand at a time.
 */
export function startConsumer({
  handler,
  queues,
  bus,
  log,
  service,
  lanes = lanesInRoutes(handler.consumer),
}: ConsumerOptions): EventConsumer {
  const { consumer } = handler;

  const tell = ({ source, lane, epoch }: EventBatch, upto: number, behind: boolean): void => {
    const ack: BatchAck = { key: source, consumer, lane, epoch, upto, behind };
    bus.publish(ACKS_CHANNEL, [ack]);
  };

  async function apply(batch: EventBatch): Promise<BatchOutcome | null> {
    const outcome = await applyBatch(handler, batch);
    if (outcome.kind !== 'other-epoch') return outcome;
    // The source's database was made anew, or the batch is a late one of the database before.
    if ((await readEpochMark(queues, batch.source)) !== batch.epoch) return null;
    log.warn({ event: 'consumer_restarts', consumer, source: batch.source, epoch: batch.epoch });
    return applyBatch(handler, batch, { restart: true });
  }

  async function consume(job: Job<EventBatch>): Promise<void> {
    const batch = job.data;
    const labels = { service, consumer, source: batch.source };
    const stop = metrics.eventConsumption.startTimer(labels);
    let outcome: BatchOutcome | null;
    try {
      outcome = await apply(batch);
    } catch (error) {
      metrics.eventErrors.inc({ ...labels, kind: 'retried' });
      throw error;
    }
    stop();
    if (!outcome || outcome.kind === 'other-epoch') return;
    tell(batch, outcome.upto, outcome.kind === 'early');
    if (outcome.kind === 'early') {
      await job.moveToDelayed(Date.now() + EARLY_MS, job.token);
      throw new DelayedError();
    }
    if (outcome.kind === 'duplicate') return;
    for (const run of outcome.afterCommit) run();
    metrics.eventsConsumed.inc(labels, outcome.events);
    const { parked } = outcome;
    if (parked.length === 0) return;
    metrics.eventErrors.inc({ ...labels, kind: 'parked' }, parked.length);
    const { source, after, upto } = batch;
    log.error({ event: 'events_parked', consumer, source, parked: parked.length, after, upto });
    // The only place beside the table that tells the whole text: to clients it goes as a class.
    for (const { event, error, attempts } of parked)
      if (attempts > 0) log.error({ event: 'event_parked', consumer, source, ...about(event), reason: error });
  }

  const workers: Worker[] = Array.from({ length: lanes }, (_, lane) =>
    queues.worker<EventBatch, void>(batchQueue(consumer, lane), consume, { concurrency: 1, ...LOCK }),
  );
  const counting = setInterval(() => {
    parkedCounts(handler.pool, consumer)
      .then((counts) => {
        metrics.parkedEvents.remove({ service, consumer });
        for (const { source, events } of counts) metrics.parkedEvents.set({ service, consumer, source }, events);
      })
      .catch((err: Error) => log.warn({ event: 'parked_events_not_counted', consumer, err: err.message }));
  }, COUNT_PARKED_MS).unref();

  return {
    consumer,
    isRunning: () => workers.every((worker) => worker.isRunning()),
    async stop() {
      clearInterval(counting);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** What an event is found by: its id is in the answer of `deadLetters` too. */
const about = ({ eventId, type, streamId, metadata }: EventEnvelope) => ({
  ...{ eventId, type, streamId },
  traceId: metadata.traceparent?.split('-')[1],
});

function lanesInRoutes(consumer: string): number {
  const route = ROUTES.find((r) => r.consumer.name === consumer);
  if (!route)
    throw new Error(`No route leads to the consumer "${consumer}": add it to packages/contracts/src/routing.ts.`);
  return route.consumer.lanes ?? 1;
}
