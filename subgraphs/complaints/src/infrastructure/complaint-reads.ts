import type { Scope } from '../application/policies.ts';
import type { ComplaintPageWanted } from '../application/queries/complaints.ts';
import type { Complaint, Prisma } from '../generated/client/client.ts';
import type { PrismaClient } from './prisma-client.ts';

export type { Complaint };

const inScope = (scope: Scope): Prisma.ComplaintWhereInput =>
  scope === 'all' ? {} : { OR: [{ customerId: scope.customerId }, { storeId: { in: scope.storeIds } }] };

/** Reads of the complaint table. */
export function complaintReads(prisma: PrismaClient) {
  return {
    /** All ids in one statement; those that do not exist are left out. */
    byIds: (ids: readonly string[]): Promise<Complaint[]> =>
      prisma.complaint.findMany({ where: { id: { in: [...ids] } } }),

    /** One keyset page, in the index of its order. */
    page({ scope, filter, field, direction, after, take }: ComplaintPageWanted): Promise<Complaint[]> {
      const beyond = direction === 'asc' ? 'gt' : 'lt';
      const behind: Prisma.ComplaintWhereInput = after
        ? { OR: [{ [field]: { [beyond]: after.at } }, { [field]: after.at, id: { [beyond]: after.id } }] }
        : {};
      return prisma.complaint.findMany({
        where: { AND: [inScope(scope), filter, behind] },
        orderBy: [{ [field]: direction }, { id: direction }],
        take,
      });
    },
  };
}

export type ComplaintReads = ReturnType<typeof complaintReads>;
