import type { ComplaintResolutionSteps } from '@comptoir/contracts';
import {
  createRelayWake,
  erasePersonKeys,
  projectionParts,
  type WorkerBase,
  type WorkerParts,
} from '@comptoir/messaging';
import { resolutionSteps } from './application/steps/end-resolution.ts';
import { postgresComplaintStore } from './infrastructure/complaint-store.ts';
import { createAnnounce } from './infrastructure/live-complaints.ts';
import { complaintsProjection } from './projections/complaints.ts';
import { complaintsTelemetry } from './telemetry/events.ts';

/** What runs for this context in the background: the ends of resolutions, what keeps the list and the figures, and erasure. */
export function buildComplaintsWorker(
  base: Omit<WorkerBase, 'queues'>,
): WorkerParts & { steps: ComplaintResolutionSteps } {
  const announce = createAnnounce(base.bus, createRelayWake(base.bus, 'complaints'));
  const projections = projectionParts(base, 'complaints', [complaintsProjection]);
  const { textsErased } = complaintsTelemetry(base.service, base.log);
  const erasure = erasePersonKeys('complaints-erasure', base.pool, textsErased);
  return {
    ...projections,
    handlers: [...projections.handlers, erasure],
    steps: resolutionSteps(postgresComplaintStore(base.pool), announce),
    async dispose() {},
  };
}
