import type { LiveBus } from '@comptoir/live';
import { createRelayWake } from '@comptoir/messaging';
import { SAGA_CHANNEL, type SagaFrame } from '../application/live.ts';

/** Tells, after a commit, how sagas stand to live subscribers, and the relay that there are events. */
export function createAnnounce(bus: LiveBus): (frames: readonly SagaFrame[]) => void {
  const wakeRelay = createRelayWake(bus, 'sagas');
  return (frames) => {
    if (frames.length === 0) return;
    bus.publish(SAGA_CHANNEL, frames);
    wakeRelay();
  };
}
