import type { ComplaintResolutionSteps, ResolutionOrder, StepCall } from '@comptoir/contracts';
import type { Complaint, ComplaintFact } from '../../domain/complaint.ts';
import { foldOf, momentBehind } from '../commands/change.ts';
import type { ComplaintStore } from '../ports.ts';

type Call = StepCall<ResolutionOrder>;
type Ending = (complaint: Complaint, call: Call) => ComplaintFact;

/** Whoever was outrun so often is asked again by the saga, a while later. */
const TRIES = 10;

/** What every event of a complaint says of it. */
const factsOf = ({ number, customerId, saleId, storeId }: Complaint) => ({ number, customerId, saleId, storeId });

const completed: Ending = (complaint, { sagaId, input: { resolution } }) => ({
  type: 'ComplaintResolutionCompleted',
  data: { ...factsOf(complaint), resolution, sagaId, completedAt: momentBehind(complaint.updatedAt) },
});

const failed: Ending = (complaint, { sagaId, input: { resolution }, why }) => {
  const { code: error = 'RESOLUTION_GIVEN_UP', message = 'The resolution was given up.' } = why ?? {};
  const data = {
    ...factsOf(complaint),
    resolution,
    sagaId,
    error,
    message,
    failedAt: momentBehind(complaint.updatedAt),
  };
  return { type: 'ComplaintResolutionFailed', data };
};

/** What this context does for a complaint-resolution saga: both ends are told once, by the saga that settles the complaint now. */
export function resolutionSteps(
  store: Pick<ComplaintStore, 'load' | 'append'>,
  announce: (complaintIds: readonly string[]) => void,
): ComplaintResolutionSteps {
  const end = (ending: Ending) => async (calls: readonly Call[]) => {
    for (const call of calls) await tell(store, call, ending);
    announce(calls.map(({ input }) => input.complaintId));
    return new Map(calls.map(({ sagaId }) => [sagaId, { outcome: 'done' as const }]));
  };
  return { completeResolution: end(completed), failResolution: end(failed) };
}

/**
 * Appends the end where the complaint waits for this saga; whoever was asked before has told it already. Where somebody else was
 * first, a comment for instance, it is decided again upon what is there then.
 */
async function tell(store: Pick<ComplaintStore, 'load' | 'append'>, call: Call, ending: Ending): Promise<void> {
  const { complaintId, correlationId, traceparent, resolvedBy: userId } = call.input;
  for (let tries = 0; tries < TRIES; tries++) {
    const complaint = foldOf((await store.load([complaintId])).get(complaintId) ?? []);
    if (!complaint) throw new Error(`There is no complaint ${complaintId}.`);
    if (complaint.settlingSagaId !== call.sagaId) return;
    const origin = { correlationId, userId, traceparent };
    if (await store.append(complaintId, complaint.version, [ending(complaint, call)], origin)) return;
  }
  throw new Error(`Complaint ${complaintId} was changed by others ${TRIES} times meanwhile.`);
}
