import { inTransaction, type Pool } from '@comptoir/database';
import { appendEvents } from '@comptoir/messaging';
import { groupBy } from '@comptoir/kit';
import type { ComplaintStore, StoredFact } from '../application/ports.ts';

const STREAMS = `SELECT stream_id AS "streamId", event_id AS "eventId", stream_version AS version, position::float8 AS position, type, data
  FROM event WHERE stream_id = ANY ($1::uuid[]) AND stream_type = 'complaint' ORDER BY stream_id, stream_version`;

/** Thrown to roll back: somebody else was first. */
class Outrun extends Error {}

/** The events of complaints in PostgreSQL. */
export const postgresComplaintStore = (pool: Pool): ComplaintStore => ({
  async load(ids) {
    const { rows } = await pool.query<StoredFact & { streamId: string }>(STREAMS, [ids]);
    return groupBy<string, StoredFact>(rows, (row) => (row as StoredFact & { streamId: string }).streamId);
  },

  async append(id, expectedVersion, facts, { correlationId, userId, traceparent }) {
    const metadata = { correlationId, userId, source: 'complaints' as const, ...(traceparent && { traceparent }) };
    const events = facts.map(({ type, data }, i) => ({
      ...{ streamId: id, streamType: 'complaint', streamVersion: expectedVersion + i + 1, type, data, metadata },
    }));
    try {
      return await inTransaction(pool, async (client) => {
        if (!(await appendEvents(client, events))) throw new Outrun();
        const { rows } = await client.query<StoredFact>(STREAMS, [[id]]);
        return rows.filter(({ version }) => version > expectedVersion);
      });
    } catch (error) {
      if (error instanceof Outrun) return null;
      throw error;
    }
  },

  async nextNumber() {
    const { rows } = await pool.query<{ number: number }>(`SELECT nextval('complaint_number')::float8 AS number`);
    return rows[0]?.number ?? 0;
  },
});
