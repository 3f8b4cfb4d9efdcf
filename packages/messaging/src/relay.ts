import { consumersOf } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import type { LiveBus } from '@comptoir/live';
import type { Logger } from '@comptoir/telemetry';
import { createAlarm } from './alarm.ts';
import { ACKS_CHANNEL, type BatchAck } from './batch.ts';
import type { Queues } from './queues.ts';
import { takeLead } from './relay-leader.ts';
import { createTerm, lanesOf, type RelayTerm, type Rest, type Route } from './relay-term.ts';
import { EVENTS_CHANNEL } from './wake.ts';

/** Of one that does not lead, or has failed: not at every event. */
const STANDBY: Rest = { atLeast: 250, atMost: 1_000 };

export type RelayOptions = {
  /** The source's database; the leader keeps one connection of it. */
  pool: Pool;
  source: ContextName;
  queues: Queues;
  bus: LiveBus;
  log: Logger;
  service: string;
  /** Who reads what of this source; from the routing table unless said. */
  routes?: readonly Route[];
};

export type Relay = {
  source: ContextName;
  /** Leads, waits for the leader elsewhere to go, or fails with what it last met. */
  state(): 'leading' | 'standby' | { failed: string };
  /** Whether this relay leads and every event that is committed by now has taken effect at every consumer. */
  settled(): Promise<boolean>;
  stop(): Promise<void>;
};

/**
 * Carries the events of one context to the queues of its consumers: each event at least once, in order, from one leader
 * however many processes run it. PostgreSQL keeps how far every consumer is; what is lost on the way is published again.
 */
export function startRelay({
  pool,
  source,
  queues,
  bus,
  log,
  service,
  routes = consumersOf(source),
}: RelayOptions): Relay {
  const alarm = createAlarm();
  const end = createAlarm();
  let term: RelayTerm | null = null;
  let failed: string | null = null;
  let stopping = false;

  const unsubscribe = [
    bus.subscribe(EVENTS_CHANNEL, (messages) => {
      if (messages.some((message) => message.key === source)) alarm.ring();
    }),
    bus.subscribe(ACKS_CHANNEL, (messages) => {
      const acks = (messages as BatchAck[]).filter((ack) => ack.key === source);
      if (!term || acks.length === 0) return;
      for (const ack of acks) if (term.hear(ack)) alarm.ring();
    }),
  ];

  async function step(): Promise<Rest> {
    if (!term) {
      const lead = await takeLead(pool, lanesOf(routes));
      if (!lead) return STANDBY;
      term = createTerm({ lead, source, routes, queues, log, service });
      log.info({ event: 'relay_leads', source });
    }
    return term.pass();
  }

  async function run(): Promise<void> {
    while (!stopping) {
      let rest = STANDBY;
      try {
        rest = await step();
        failed = null;
      } catch (err) {
        failed = (err as Error).message;
        log.warn({ event: 'relay_interrupted', source, err });
        term?.end();
        term = null;
      }
      if (rest.atLeast > 0 && !stopping) await end.rest(rest.atLeast);
      if (!stopping) await alarm.rest(rest.atMost - rest.atLeast);
    }
    await term?.save().catch((err: unknown) => log.warn({ event: 'relay_not_saved', source, err }));
    term?.end();
    term = null;
  }

  // A context whose events nobody reads needs no leader.
  const running = routes.length > 0 ? run() : Promise.resolve();
  return {
    source,
    state: () => (failed === null ? (term || routes.length === 0 ? 'leading' : 'standby') : { failed }),
    async settled() {
      if (routes.length === 0) return true;
      const { rows } = await pool.query<{ last: number }>('SELECT coalesce(max(position), 0) AS last FROM event');
      return term?.settled(rows[0]?.last ?? 0) ?? false;
    },
    async stop() {
      stopping = true;
      unsubscribe.forEach((off) => off());
      alarm.ring();
      end.ring();
      await running;
    },
  };
}
