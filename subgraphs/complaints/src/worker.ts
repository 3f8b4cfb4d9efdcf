import type { ComplaintResolutionSteps } from '@comptoir/contracts';
import { createRelayWake, projectionParts, type WorkerBase, type WorkerParts } from '@comptoir/messaging';
import { resolutionSteps } from './application/steps/end-resolution.ts';
import { complaintsProjection } from './projections/complaints.ts';

/** What runs for this context in the background: the ends of resolutions, and what keeps the list and the figures. */
export function buildComplaintsWorker(
  base: Omit<WorkerBase, 'queues'>,
): WorkerParts & { steps: ComplaintResolutionSteps } {
  const steps = resolutionSteps(base.pool, createRelayWake(base.bus, 'complaints'));
  return { ...projectionParts(base, 'complaints', [complaintsProjection]), steps, async dispose() {} };
}
