import { forbidden, type PageArgs } from '@comptoir/graphql-kit';
import { isUuid } from '@comptoir/kit';
import { figureStores, isInScope, maySeeComplaintsOf, scopeOf } from '../application/policies.ts';
import { complaints, type ComplaintsArgs } from '../application/queries/complaints.ts';
import { complaintStatistics } from '../application/queries/statistics.ts';
import type { Complaint } from '../infrastructure/complaint-reads.ts';
import type { ComplaintsContext } from './context.ts';

type Ref = { id: string };

async function readComplaint({ id }: Ref, context: ComplaintsContext): Promise<Complaint | null> {
  const scope = scopeOf(context.actor);
  const complaint = isUuid(id) ? await context.complaints.load(id) : null;
  if (complaint && !isInScope(scope, complaint)) throw forbidden('This complaint is somebody else’s.');
  return complaint;
}

const reference = (id: string | null): Ref | null => (id === null ? null : { id });

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
  Complaint: {
    __resolveReference: readComplaint,
    number: ({ number }: Complaint) => Number(number),
    customer: ({ customerId }: Complaint) => reference(customerId),
    assignee: ({ assigneeId }: Complaint) => reference(assigneeId),
    sale: ({ saleId }: Complaint) => reference(saleId),
  },
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
