import { forbidden, type PageArgs } from '@comptoir/graphql-kit';
import { figureStores, maySeeComplaintsOf, scopeOf } from '../application/policies.ts';
import { complaints, type ComplaintsArgs } from '../application/queries/complaints.ts';
import { complaintStatistics } from '../application/queries/statistics.ts';
import { Complaint, readComplaint } from './complaint.ts';
import type { ComplaintsContext } from './context.ts';
import { Mutation } from './mutation.ts';
import { Subscription } from './subscription.ts';
import { ComplaintTimelineEntry } from './timeline.ts';

type Ref = { id: string };

/** Schema field → function. */
export const resolvers = {
  Query: {
    complaint: (_: unknown, ref: Ref, context: ComplaintsContext) => readComplaint(ref, context),
    async complaints(
      _: unknown,
      { minPosition, ...args }: ComplaintsArgs & { minPosition?: number | null },
      { actor, reads }: ComplaintsContext,
    ) {
      const scope = scopeOf(actor);
      const stale = Boolean(minPosition) && !(await reads.tellsOf(minPosition ?? 0));
      return { ...(await complaints(reads.page, scope, args)), stale };
    },
    complaintStatistics: (_: unknown, period: { from: Date; to: Date }, { actor, reads }: ComplaintsContext) =>
      complaintStatistics(reads.statistics, figureStores(actor), period),
  },
  Mutation,
  Subscription,
  Complaint,
  ComplaintTimelineEntry,
  ComplaintConnection: { stale: ({ stale }: { stale?: boolean }) => stale ?? false },
  User: {
    complaints({ id }: Ref, args: PageArgs, { actor, reads }: ComplaintsContext) {
      if (!maySeeComplaintsOf(actor, id))
        throw forbidden('Only the person, agents and admins see a person’s complaints.');
      return complaints(reads.page, 'all', args, { customerId: id });
    },
  },
  Sale: {
    complaints: ({ id }: Ref, args: PageArgs, { actor, reads }: ComplaintsContext) =>
      complaints(reads.page, scopeOf(actor), args, { saleId: id }),
  },
};
