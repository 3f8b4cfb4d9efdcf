import type { Consumer } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import { metrics, type Logger } from '@comptoir/telemetry';
import { batchQueue, type BatchAck } from './batch.ts';
import { readEpochMark, writeEpochMark } from './epoch-mark.ts';
import type { Queues } from './queues.ts';
import { createFinalReader } from './read-final-events.ts';
import { createLane, type RelayLane } from './relay-lane.ts';
import { cursorKey, type Lead } from './relay-leader.ts';

export type Route = { consumer: Consumer; types: 'all' | readonly string[] };

const POLL_MS = 500;
const GAP_POLL_MS = 2;
const MARK_CHECK_MS = 1_000;
const SAVE_MS = 250;

export type TermOptions = { lead: Lead; source: ContextName; routes: readonly Route[]; queues: Queues; log: Logger; service: string };

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
    createLane({ client, queues, source, epoch, consumer, service, filter, acked: lead.cursors.get(cursorKey(consumer, filter.lane)) ?? 0 }),
  );
  const reader = createFinalReader(client, Math.min(...lanes.map((lane) => lane.cursor().acked)));
  const heard: BatchAck[] = [];
  let final = 0;
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
    if (ack.upto > final) {
      log.error({ event: 'relay_source_behind_consumer', source, consumer: ack.consumer, consumerUpto: ack.upto, final });
      return;
    }
    if (lane.acknowledge(ack) === 'rewound') log.warn({ event: 'relay_rewound', source, consumer: ack.consumer, lane: ack.lane, upto: ack.upto });
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
    for (const lane of lanes) byConsumer.set(lane.consumer, Math.max(byConsumer.get(lane.consumer) ?? 0, lane.oldestAgeSeconds()));
    for (const [consumer, age] of byConsumer) metrics.relayOldestAge.set({ service, source, consumer }, age);
  }

  return {
    hear: (ack: BatchAck) => void heard.push(ack),
    /** Reads, publishes and saves what there is now; answers how long to rest unless somebody wakes the relay. */
    async pass(): Promise<number> {
      if (lead.isLost()) throw new Error('The connection of the leader is lost.');
      final = await reader.advance();
      // Only here, between publications: a lane must not move while it is publishing.
      for (const ack of heard.splice(0)) hear(ack);
      await checkMark();
      for (const lane of lanes) {
        if (lane.stalled()) {
          log.warn({ event: 'relay_lane_stalled', source, consumer: lane.consumer, ...lane.cursor() });
          await lane.republish();
        }
        await lane.publish(final);
      }
      if (Date.now() - savedAt > SAVE_MS) await save();
      report();
      return reader.waitingSince() === null ? POLL_MS : GAP_POLL_MS;
    },
    save,
    /** Whether everything up to this position has taken effect at every consumer. */
    settled: (position: number) => final >= position && heard.length === 0 && lanes.every((lane: RelayLane) => lane.settled(final)),
    end: () => lead.release(),
  };
}

export type RelayTerm = ReturnType<typeof createTerm>;
