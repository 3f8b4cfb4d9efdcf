import {
  complaintStream,
  type ComplaintResolutionSteps,
  type ResolutionOrder,
  type StepCall,
} from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents, type NewEvent } from '@comptoir/messaging';

type Call = StepCall<ResolutionOrder>;
type Complaint = complaintStream.ComplaintFold;
type Ending = (complaint: Complaint, call: Call) => Pick<NewEvent, 'type' | 'data'>;

const STREAM = 'SELECT type, data FROM event WHERE stream_id = $1 ORDER BY stream_version';

/** What every event of a complaint says of it. */
const factsOf = ({ number, customerId, saleId, storeId }: Complaint) => ({ number, customerId, saleId, storeId });

const completed: Ending = (complaint, { sagaId, input: { resolution } }) => ({
  type: 'ComplaintResolutionCompleted',
  data: { ...factsOf(complaint), resolution, sagaId, completedAt: new Date().toISOString() },
});

const failed: Ending = (complaint, { sagaId, input: { resolution }, why }) => {
  const { code: error = 'RESOLUTION_GIVEN_UP', message = 'The resolution was given up.' } = why ?? {};
  const data = { ...factsOf(complaint), resolution, sagaId, error, message, failedAt: new Date().toISOString() };
  return { type: 'ComplaintResolutionFailed', data };
};

/** What this context does for a complaint-resolution saga: both ends are told once, by the saga that settles the complaint now. */
export function resolutionSteps(
  pool: Pool,
  announce: (complaintIds: readonly string[]) => void,
): ComplaintResolutionSteps {
  const end = (ending: Ending) => async (calls: readonly Call[]) => {
    for (const call of [...calls].sort((a, b) => (a.input.complaintId < b.input.complaintId ? -1 : 1)))
      await inTransaction(pool, (client) => tell(client, call, ending));
    announce(calls.map(({ input }) => input.complaintId));
    return new Map(calls.map(({ sagaId }) => [sagaId, { outcome: 'done' as const }]));
  };
  return { completeResolution: end(completed), failResolution: end(failed) };
}

/** Appends the end where the complaint waits for this saga; whoever was asked before has told it already. */
async function tell(client: PoolClient, call: Call, ending: Ending): Promise<void> {
  const { complaintId: streamId, correlationId, traceparent, resolvedBy: userId } = call.input;
  const { rows } = await client.query<complaintStream.ComplaintStreamEvent>(STREAM, [streamId]);
  const complaint = rows.reduce(complaintStream.apply, complaintStream.initial);
  if (!complaint) throw new Error(`There is no complaint ${streamId}.`);
  if (complaint.settlingSagaId !== call.sagaId) return;
  const event: NewEvent = {
    ...{ streamId, streamType: 'complaint', streamVersion: complaint.version + 1, ...ending(complaint, call) },
    metadata: { correlationId, userId, source: 'complaints', ...(traceparent && { traceparent }) },
  };
  if (!(await appendEvents(client, [event]))) throw new Error(`Complaint ${streamId} was changed meanwhile.`);
}
