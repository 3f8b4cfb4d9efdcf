import type { LiveBus } from '@comptoir/live';
import type { ContextName } from '@comptoir/kit';

/** The live channel on which writers tell the relays that there is something to read. Key: the context. */
export const EVENTS_CHANNEL = 'events';

const DEBOUNCE_MS = 20;
/**
 * While events keep coming: a relay that has just sent a small batch looks again after so long, and is not woken sooner. What
 * is written meanwhile travels together. That the trail and the inboxes are a tenth of a second behind costs nobody anything;
 * a transaction, a job and an answer for every handful of events costs more than all the rest. An event that comes alone goes
 * at once.
 */
export const PACE_MS = 150;

/**
 * Tells the relay of a context that events were committed: soon after the commit and never in it, and while they keep
 * coming at the relay's pace. A lost message costs latency only: relays poll anyway.
 */
export function createRelayWake(bus: LiveBus, context: ContextName): () => void {
  let timer: NodeJS.Timeout | null = null;
  let toldAt = 0;
  return () => {
    timer ??= setTimeout(
      () => {
        timer = null;
        toldAt = Date.now();
        bus.publish(EVENTS_CHANNEL, [{ key: context }]);
      },
      Math.max(DEBOUNCE_MS, toldAt + PACE_MS - Date.now()),
    ).unref();
  };
}
