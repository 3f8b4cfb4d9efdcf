import type { Pool } from '@comptoir/database';
import type { EventReads, EventWishes } from '../application/ports.ts';
import { allTypes, searchEvents, typesOf } from './event-search.ts';
import type { Prisma } from '../generated/client/client.ts';
import type { PrismaClient } from './prisma-client.ts';
import { toEvent } from './rows.ts';
import { foldStream, statesAround } from './streams.ts';
import { trailEvents, trailSpans } from './trails.ts';

const SHOWN = { seq: true, source: true, body: true, hash: true } as const;

const wanted = ({ types, from, to, ...ids }: EventWishes): Prisma.AuditEventWhereInput => ({
  ...ids,
  ...(types && { type: { in: [...types] } }),
  ...((from || to) && { occurredAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
});

/** Everything is read in the order of an index, from a place on. */
export function eventReads(prisma: PrismaClient, pool: Pool): EventReads {
  return {
    search: async (wishes, before, take) => (await searchEvents(pool, wishes, before, take)).map(toEvent),
    types: (streamType) => (streamType === null ? allTypes(pool) : typesOf(pool, streamType)),
    trails: (parts) => trailEvents(pool, parts),
    spans: (keys) => trailSpans(pool, keys),
    fold: (moment) => foldStream(pool, moment),
    around: (events) => statesAround(pool, events),

    async newest(wishes, take) {
      const where = wanted(wishes);
      return (await prisma.auditEvent.findMany({ where, orderBy: { seq: 'desc' }, take, select: SHOWN })).map(toEvent);
    },

    async following(wishes, after, take) {
      const where = { AND: [wanted(wishes), { seq: { gt: after } }] };
      return (await prisma.auditEvent.findMany({ where, orderBy: { seq: 'asc' }, take, select: SHOWN })).map(toEvent);
    },

    async stream(streamId, fromVersion, take) {
      const where = { streamId, streamVersion: { gte: fromVersion } };
      return (await prisma.auditEvent.findMany({ where, orderBy: { streamVersion: 'asc' }, take, select: SHOWN })).map(
        toEvent,
      );
    },

    async headPosition() {
      return Number((await prisma.auditHead.findUniqueOrThrow({ where: { id: true } })).seq);
    },
  };
}
