import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import type { Complaint, ComplaintReads } from '../infrastructure/complaint-reads.ts';

/** What resolvers of this context get: the request, reads, and a loader that lives as long as the operation. */
export type ComplaintsContext = RequestContext & {
  reads: ComplaintReads;
  complaints: ReturnType<typeof entityLoader<Complaint>>;
};

export function createContext(request: RequestContext, reads: ComplaintReads): ComplaintsContext {
  return {
    ...request,
    reads,
    complaints: entityLoader<Complaint>(
      (ids) => reads.byIds(ids),
      (complaint) => complaint.id,
    ),
  };
}
