import { badUserInput, requireRole } from '@comptoir/graphql-kit';
import type { ComplaintFilter } from '../application/queries/complaints.ts';
import type { ComplaintsContext } from './context.ts';
import { readComplaint } from './complaint.ts';

const itself = <T>(complaint: T): T => complaint;

export const Subscription = {
  complaintUpdated: {
    async subscribe(
      _: unknown,
      { complaintId, afterVersion }: { complaintId: string; afterVersion?: number | null },
      context: ComplaintsContext,
    ) {
      const complaint = await readComplaint({ id: complaintId }, context);
      if (!complaint)
        throw badUserInput(
          `complaintId: there is no complaint ${complaintId.slice(0, 40)}. Take the id that fileComplaint answered.`,
        );
      if (typeof afterVersion === 'number' && afterVersion < 0)
        throw badUserInput(`afterVersion: ${afterVersion} is no version; the first is 1, and 0 begins before it.`);
      if (typeof afterVersion === 'number' && afterVersion > complaint.version)
        throw badUserInput(
          `afterVersion: the complaint has version ${complaint.version} and never had ${afterVersion}.`,
        );
      return context.live.versions(complaint.id, afterVersion);
    },
    resolve: itself,
  },
  complaintActivity: {
    subscribe(_: unknown, { filter }: { filter?: ComplaintFilter | null }, { actor, live }: ComplaintsContext) {
      requireRole(actor, 'AGENT', 'ADMIN');
      return live.activity(filter ?? {});
    },
    resolve: itself,
  },
};
