import { projectionParts, type WorkerBase, type WorkerParts } from '@comptoir/messaging';
import { complaintsProjection } from './projections/complaints.ts';

/** What runs for this context in the background: what keeps the list and the figures. */
export function buildComplaintsWorker(base: Omit<WorkerBase, 'queues'>): WorkerParts {
  return { ...projectionParts(base, 'complaints', [complaintsProjection]), async dispose() {} };
}
