import type { EventEnvelope } from '@comptoir/contracts';
import type { PoolClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { metrics } from '@comptoir/telemetry';
import { batchId, batchQueue, type BatchAck, type EventBatch } from './batch.ts';
import { CAPPED_BACKOFF } from './queue-backend.ts';
import type { Queues } from './queues.ts';
import { isFor, readEvents, type EventFilter, type FinalReader } from './read-final-events.ts';

/** Batches on their way at once: enough to keep a consumer busy, few enough to lose little. */
const WINDOW = 8;
const LARGEST_BATCH = 500;
const LARGEST_BYTES = 256 * 1024;
/** While a batch is on its way, a smaller one waits for company. */
export const SMALL_BATCH = 250;
/** So many positions without an event for this lane are passed with an empty batch: nobody has to scan them again. */
const LONGEST_SILENCE = 10_000;
/** What the last batch adds to the mean of how long small ones take. */
const TRIP_WEIGHT = 0.3;
/** Without an answer for so long, what is on its way is published again. */
const STALLED_MS = 10_000;

export type LaneOptions = {
  client: PoolClient;
  queues: Queues;
  source: ContextName;
  epoch: string;
  consumer: string;
  service: string;
  filter: EventFilter;
  /** Up to where the consumer has answered for. */
  acked: number;
};

export type RelayLane = ReturnType<typeof createLane>;

/** What a relay knows of one lane of one consumer, and how it feeds it. */
export function createLane({ client, queues, source, epoch, consumer, service, filter, acked }: LaneOptions) {
  let published = acked;
  let scanned = acked;
  let onTheWay: { after: number; upto: number; oldest: number; sentAt: number; alone: boolean }[] = [];
  let progressAt = Date.now();
  let trip = 0;
  const labels = { service, consumer };
  const queue = queues.queue<EventBatch>(batchQueue(consumer, filter.lane));

  async function send(after: number, upto: number, events: EventEnvelope[]): Promise<void> {
    const stop = metrics.eventPublishing.startTimer(labels);
    const batch: EventBatch = { source, epoch, lane: filter.lane, after, upto, events };
    await queue.add('batch', batch, {
      jobId: batchId(batch),
      // A job that is kept would swallow the same batch when it is published again.
      removeOnComplete: true,
      removeOnFail: true,
      attempts: 1_000_000,
      backoff: CAPPED_BACKOFF,
    });
    stop();
  }

  const isFull = () => onTheWay.length >= WINDOW;

  async function next(final: number, recent: FinalReader['recent']): Promise<EventEnvelope[]> {
    const inMemory = recent(scanned);
    if (inMemory) return inMemory.filter((event) => isFor(filter, event)).slice(0, LARGEST_BATCH);
    return readEvents(client, { ...filter, after: scanned, upto: final, limit: LARGEST_BATCH });
  }

  /** Publishes what is new and final, as far as the window goes. Answers how many events that was. */
  async function publish(final: number, recent: FinalReader['recent']): Promise<number> {
    let sent = 0;
    while (!isFull() && scanned < final) {
      const found = await next(final, recent);
      const events = cut(found);
      const last = events.at(-1);
      const all = found.length < LARGEST_BATCH && events.length === found.length;
      if (all && events.length < SMALL_BATCH && onTheWay.length > 0) return sent;
      const upto = all || !last ? final : last.position;
      if (!last && upto - published < LONGEST_SILENCE) {
        scanned = upto;
        continue;
      }
      await send(published, upto, events);
      if (onTheWay.length === 0) progressAt = Date.now();
      onTheWay.push({
        after: published,
        upto,
        oldest: last ? Date.parse(events[0]?.occurredAt ?? last.occurredAt) : Date.now(),
        sentAt: Date.now(),
        alone: onTheWay.length === 0 && events.length < SMALL_BATCH,
      });
      published = scanned = upto;
      metrics.eventsPublished.inc(labels, events.length);
      sent += events.length;
    }
    return sent;
  }

  /**
   * Publishes what is on its way once more: the same batches. What waits for its turn is replaced, since it may wait for the
   * moment at which a clock that was wrong wanted it again; what a consumer has in hand stays, and its copy is dropped.
   */
  async function republish(): Promise<void> {
    progressAt = Date.now();
    for (const { after, upto } of onTheWay) {
      const events = await readEvents(client, { ...filter, after, upto });
      await queue.remove(batchId({ source, epoch, lane: filter.lane, after, upto, events }));
      await send(after, upto, events);
    }
  }

  return {
    consumer,
    lane: filter.lane,
    publish,
    republish,
    /** Hears where the consumer stands: further on, or (it lost its memory) further back than it once said. */
    acknowledge({ upto, behind }: Pick<BatchAck, 'upto' | 'behind'>): 'advanced' | 'rewound' | 'known' {
      if (behind && upto < acked) {
        acked = published = scanned = upto;
        onTheWay = [];
        return 'rewound';
      }
      if (upto <= acked) return 'known';
      acked = upto;
      published = Math.max(published, upto);
      scanned = Math.max(scanned, upto);
      const answered = onTheWay.find((batch) => batch.upto === upto);
      if (answered?.alone) trip += (Date.now() - answered.sentAt - trip) * TRIP_WEIGHT;
      onTheWay = onTheWay.filter((batch) => batch.upto > upto);
      progressAt = Date.now();
      return 'advanced';
    },
    cursor: () => ({ published, acked }),
    /** How long a small batch takes from here through the consumer and back when none is before it, in ms; a moving mean. */
    tripMs: () => trip,
    isFull,
    /** Whether there is something to publish that waits for company or for a place. */
    isWaiting: (final: number) => scanned < final,
    stalled: () => onTheWay.length > 0 && Date.now() - progressAt > STALLED_MS,
    settled: (final: number) => onTheWay.length === 0 && scanned >= final,
    oldestAgeSeconds: () => (onTheWay[0] ? Math.max(0, Date.now() - onTheWay[0].oldest) / 1000 : 0),
  };
}

/** As many of the events as fit into one job, at least one. */
function cut(events: readonly EventEnvelope[]): EventEnvelope[] {
  let bytes = 0;
  const over = events.findIndex((event, index) => {
    bytes += JSON.stringify(event).length;
    return index > 0 && bytes > LARGEST_BYTES;
  });
  return over < 0 ? [...events] : events.slice(0, over);
}
