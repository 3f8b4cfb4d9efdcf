import type { Pool } from '@comptoir/database';
import { groupBy } from '@comptoir/kit';
import type { EventReads, EventWishes, StoredEvent } from '../application/ports.ts';
import { parseBody } from '../domain/body.ts';
import { hex, type Hash } from '../domain/chain.ts';
import { actsOf } from './acts.ts';
import { allTypes, searchEvents, typesOf } from './event-search.ts';
import type { Prisma } from '../generated/client/client.ts';
import { foldStream, statesAround, trailSpans } from './streams.ts';
import type { PrismaClient } from './prisma-client.ts';

type Row = { seq: number | bigint; source: string; body: string; hash: Hash };

const SHOWN = { seq: true, source: true, body: true, hash: true } as const;

const toEvent = ({ seq, source, body, hash }: Row): StoredEvent => ({
  ...parseBody(body),
  position: Number(seq),
  source,
  hash: hex(hash),
});

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

    /** All parts in one statement; the acts of each in the order of their index. */
    async trails(parts) {
      const { rows } = await pool.query<Row & { n: number }>(
        `SELECT part.n, found.*
           FROM unnest($1::uuid[], $2::bigint[], $3::int[]) WITH ORDINALITY AS part (stream_id, after, take, n)
          CROSS JOIN LATERAL (
            SELECT act.* FROM (${actsOf('part.stream_id')}) AS correlation
             CROSS JOIN LATERAL (
               SELECT seq, source, body, hash FROM audit_event
                WHERE correlation_id = correlation.id AND seq > part.after ORDER BY seq LIMIT part.take) AS act
             ORDER BY act.seq LIMIT part.take) AS found
          ORDER BY part.n, found.seq`,
        [parts.map((p) => p.streamId), parts.map((p) => p.after), parts.map((p) => p.take)],
      );
      const byPart = groupBy(rows, ({ n }) => n);
      return parts.map((_, i) => (byPart.get(i + 1) ?? []).map(toEvent));
    },

    async headPosition() {
      return Number((await prisma.auditHead.findUniqueOrThrow({ where: { id: true } })).seq);
    },
  };
}
