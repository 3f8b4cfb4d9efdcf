import type { Consumer } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import { metrics, type Logger } from '@comptoir/telemetry';
import { batchQueue, type BatchAck } from './batch.ts';
import { readEpochMark, writeEpochMark } from './epoch-mark.ts';
import type { Queues } from './queues.ts';
import { createFinalReader } from './read-final-events.ts';
import { createLane, SMALL_BATCH, type RelayLane } from './relay-lane.ts';
import { cursorKey, type Lead } from './relay-leader.ts';

export type Route = { consumer: Consumer; types: 'all' | readonly string[] };

const POLL_MS = 500;
/** A gap is looked at again after a quarter of its age: young ones close within milliseconds, old ones do not. */
const SHORTEST_GAP_REST_MS = 5;
const LONGEST_GAP_REST_MS = 100;
const MARK_CHECK_MS = 1_000;
/** What is not saved is published again by the next leader, and dropped by the consumers. */
const SAVE_MS = 1_000;
export const SHORTEST_PACE_MS = 15;
const LONGEST_PACE_MS = 400;
const TRIPS_A_REST = 5;

/**
 * How long to rest behind a small batch, so that what is written meanwhile travels together: a few times what a batch
 * takes. On an idle machine that is a moment. On a busy one a trip takes long, and a transaction, a job and an answer for
 * every handful of events would make it busier: then the batches grow instead.
 */
const paceAfter = (tripMs: number): number =>
  Math.min(Math.max(TRIPS_A_REST * tripMs, SHORTEST_PACE_MS), LONGEST_PACE_MS);

export type TermOptions = {
  lead: Lead;
  source: ContextName;
  routes: readonly Route[];
  queues: Queues;
  log: Logger;
  service: string;
};

/** How long to rest in any case, and then until somebody wakes the relay. */
export type Rest = { atLeast: number; atMost: number };

/** The lanes of all routes. */
export const lanesOf = (routes: readonly Route[]) =>
  routes.flatMap(({ consumer, types }) => {
    const lanes = consumer.lanes ?? 1;
    return Array.from({ length: lanes }, (_, lane) => ({ consumer: consumer.name, types, lane, lanes }));
  });

/** One term of a relay as leader: what it does from taking the lead to losing it, a pass at a time. */
export function createTerm({ lead, source, routes, queues, log, service }: TermOptions) {
  const { client, epoch } = lead;
  const lanes = lanesOf(routes).map(({ consumer, ...filter }) =>
    createLane({
      client,
      queues,
      source,
      epoch,
      consumer,
      service,
      filter,
      acked: lead.cursors.get(cursorKey(consumer, filter.lane)) ?? 0,
    }),
  );
  // What one consumer has answered for is final for all; a lane that is further back reads by itself.
  let final = Math.max(...lanes.map((lane) => lane.cursor().acked));
  const reader = createFinalReader(client, final);
  const heard: BatchAck[] = [];
  let passing = false;
  let markCheckedAt = 0;
  let savedAt = 0;
  let saved = '';

  /** Jobs can vanish as a whole (Redis was emptied or replaced): the mark beside them tells. */
  async function checkMark(): Promise<void> {
    if (Date.now() - markCheckedAt < MARK_CHECK_MS) return;
    if ((await readEpochMark(queues, source)) !== epoch) {
      log[markCheckedAt === 0 ? 'info' : 'warn']({ event: 'relay_epoch_marked', source, epoch });
      for (const lane of lanes) await queues.queue(batchQueue(lane.consumer, lane.lane)).setGlobalConcurrency(1);
      for (const lane of lanes) await lane.republish();
      await writeEpochMark(queues, source, epoch);
    }
    markCheckedAt = Date.now();
  }

  function hear(ack: BatchAck): void {
    const lane = lanes.find((l) => l.consumer === ack.consumer && l.lane === ack.lane);
    if (!lane || ack.epoch !== epoch) return;
    if (ack.upto > final && reader.isAtEnd()) {
      log.error({
        event: 'relay_source_behind_consumer',
        source,
        consumer: ack.consumer,
        consumerUpto: ack.upto,
        final,
      });
      return;
    }
    // A former leader may have read further than this one so far.
    const upto = Math.min(ack.upto, final);
    if (lane.acknowledge({ ...ack, upto }) === 'rewound')
      log.warn({ event: 'relay_rewound', source, consumer: ack.consumer, lane: ack.lane, upto });
  }

  /** Answers whether that lets a lane go on. */
  function hearAll(): boolean {
    const acks = heard.splice(0);
    acks.forEach(hear);
    return acks.length > 0 && lanes.some((lane) => lane.isWaiting(final));
  }

  async function save(): Promise<void> {
    const cursors = lanes.map(({ consumer, lane, cursor }) => ({ consumer, lane, ...cursor() }));
    const now = JSON.stringify(cursors);
    savedAt = Date.now();
    if (now === saved) return;
    await lead.save(cursors);
    saved = now;
  }

  function report(): void {
    const since = reader.waitingSince();
    metrics.relayHorizonAge.set({ service, source }, since ? (Date.now() - since) / 1000 : 0);
    const byConsumer = new Map<string, number>();
    for (const lane of lanes)
      byConsumer.set(lane.consumer, Math.max(byConsumer.get(lane.consumer) ?? 0, lane.oldestAgeSeconds()));
    for (const [consumer, age] of byConsumer) metrics.relayOldestAge.set({ service, source, consumer }, age);
  }

  async function pass(): Promise<Rest> {
    if (lead.isLost()) throw new Error('The connection of the leader is lost.');
    // What nobody can take now would only have to be read again.
    if (lanes.some((lane) => !lane.isFull())) final = await reader.advance();
    hearAll();
    await checkMark();
    let pace = 0;
    for (const lane of lanes) {
      if (lane.stalled()) {
        log.warn({ event: 'relay_lane_stalled', source, consumer: lane.consumer, ...lane.cursor() });
        await lane.republish();
      }
      const sent = await lane.publish(final, reader.recent);
      if (sent > 0 && sent < SMALL_BATCH) pace = Math.max(pace, paceAfter(lane.tripMs()));
    }
    if (Date.now() - savedAt > SAVE_MS) await save();
    report();
    const since = reader.waitingSince();
    const gapRest =
      since === null ? 0 : Math.min(Math.max((Date.now() - since) / 4, SHORTEST_GAP_REST_MS), LONGEST_GAP_REST_MS);
    const atLeast = pace > 0 ? pace : gapRest;
    // While events keep coming it looks by itself, and does not depend on being woken.
    const goesOn =
      hearAll() || pace > 0 || since !== null || (!reader.isAtEnd() && lanes.some((lane) => !lane.isFull()));
    return { atLeast, atMost: goesOn ? atLeast : POLL_MS };
  }

  return {
    /** Takes an answer, and says whether it lets a lane go on. A lane must not move while it is publishing. */
    hear(ack: BatchAck): boolean {
      heard.push(ack);
      return !passing && hearAll();
    },
    /** Reads, publishes and saves what there is now; answers how long to rest. */
    async pass(): Promise<Rest> {
      passing = true;
      try {
        return await pass();
      } finally {
        passing = false;
      }
    },
    save,
    /** Whether everything up to this position has taken effect at every consumer. */
    settled: (position: number) =>
      final >= position && heard.length === 0 && lanes.every((lane: RelayLane) => lane.settled(final)),
    end: () => lead.release(),
  };
}

export type RelayTerm = ReturnType<typeof createTerm>;
