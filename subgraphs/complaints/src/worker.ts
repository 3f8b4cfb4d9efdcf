import type { WorkerBase, WorkerParts } from '@comptoir/messaging';

/** What runs for this context in the background: it reacts to no events, and has nothing to tidy up. */
export function buildComplaintsWorker(_: WorkerBase): WorkerParts {
  return { handlers: [], periodic: [], async dispose() {} };
}
