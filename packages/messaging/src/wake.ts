import type { LiveBus } from '@comptoir/live';
import type { ContextName } from '@comptoir/kit';

/** The live channel on which writers tell the relays that there is something to read. Key: the context. */
export const EVENTS_CHANNEL = 'events';

const DEBOUNCE_MS = 20;

/**
 * Tells the relay of a context that events were committed: at most one message each 20 ms, after the commit and never in
 * it. A lost one costs latency only: relays poll anyway.
 */
export function createRelayWake(bus: LiveBus, context: ContextName): () => void {
  let timer: NodeJS.Timeout | null = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      bus.publish(EVENTS_CHANNEL, [{ key: context }]);
    }, DEBOUNCE_MS).unref();
  };
}
