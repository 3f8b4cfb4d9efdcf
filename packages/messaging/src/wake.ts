import type { LiveBus } from '@comptoir/live';
import type { ContextName } from '@comptoir/kit';

/** The live channel on which writers tell the relays that there is something to read. Key: the context. */
export const EVENTS_CHANNEL = 'events';

const DEBOUNCE_MS = 20;
/** While events keep coming: as often as a relay that has just sent something looks again. */
const BUSY_MS = 100;

/**
 * Tells the relay of a context that events were committed: soon after the commit and never in it, and while they keep
 * coming ten times a second. A lost message costs latency only: relays poll anyway.
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
      Math.max(DEBOUNCE_MS, toldAt + BUSY_MS - Date.now()),
    ).unref();
  };
}
