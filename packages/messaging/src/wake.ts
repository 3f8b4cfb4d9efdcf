import type { LiveBus } from '@comptoir/live';
import type { ContextName } from '@comptoir/kit';

/** The live channel on which writers tell the relays that there is something to read. Key: the context. */
export const EVENTS_CHANNEL = 'events';

const DEBOUNCE_MS = 10;
/** While events keep coming a writer tells them no more often than this: a relay that finds some looks again by itself. */
const PACE_MS = 40;

/**
 * Tells the relay of a context that events were committed: soon after the commit and never in it. A lost message costs latency only: relays poll anyway.
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
