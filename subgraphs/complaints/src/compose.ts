import type { Pool } from '@comptoir/database';
import type { LiveBus } from '@comptoir/live';
import { createRelayWake, postgresPersonKeys } from '@comptoir/messaging';
import type { Logger } from '@comptoir/telemetry';
import type { ComplaintsPorts, Deps } from './application/ports.ts';
import { postgresComplaintStore } from './infrastructure/complaint-store.ts';
import { createAnnounce } from './infrastructure/live-complaints.ts';
import { complaintsTelemetry } from './telemetry/events.ts';

export type ComplaintsConfig = {
  /** Owned by the caller, like the bus. */
  pool: Pool;
  bus: LiveBus;
  log: Logger;
  /** Name of the process, for metrics. */
  service: string;
  ports: ComplaintsPorts;
};

/** What commands need from the world. */
export function composeDeps({ pool, bus, log, service, ports }: ComplaintsConfig): Deps {
  const announce = createAnnounce(bus, createRelayWake(bus, 'complaints'));
  return {
    ...ports,
    store: postgresComplaintStore(pool),
    personKeys: postgresPersonKeys(pool),
    announce: (id) => announce([id]),
    telemetry: complaintsTelemetry(service, log),
  };
}
