import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents, currentEvents } from '@comptoir/messaging';
import { groupBy } from '@comptoir/kit';
import type { ComplaintStore, FilingKey, StoredFact } from '../application/ports.ts';

const STREAMS = `
  SELECT stream_id AS "streamId", event_id AS "eventId", stream_version AS version, position::float8 AS position, type,
    schema_version AS "schemaVersion", data
  FROM event WHERE stream_id = ANY ($1::uuid[]) AND stream_type = 'complaint' ORDER BY stream_id, stream_version`;

type Read = StoredFact & { streamId: string; schemaVersion: number };

/** Thrown to roll back: somebody else was first. */
class Outrun extends Error {}

/** The events of complaints in PostgreSQL. */
export const postgresComplaintStore = (pool: Pool): ComplaintStore => ({
  async load(ids) {
    const { rows } = await pool.query<Read>(STREAMS, [ids]);
    return groupBy(currentEvents(rows), ({ streamId }) => streamId);
  },

  async append(id, expectedVersion, facts, { correlationId, userId, traceparent }, filing) {
    const metadata = { correlationId, userId, source: 'complaints' as const, ...(traceparent && { traceparent }) };
    const events = facts.map(({ type, data }, i) => ({
      ...{ streamId: id, streamType: 'complaint', streamVersion: expectedVersion + i + 1, type, data, metadata },
    }));
    try {
      return await inTransaction(pool, async (client) => {
        if (filing && !(await take(client, filing, id))) throw new Outrun();
        if (!(await appendEvents(client, events))) throw new Outrun();
        const { rows } = await client.query<Read>(STREAMS, [[id]]);
        return currentEvents(rows).filter(({ version }) => version > expectedVersion);
      });
    } catch (error) {
      if (error instanceof Outrun) return null;
      throw error;
    }
  },

  async filedUnder({ customerId, key }) {
    const { rows } = await pool.query<{ id: string }>(
      'SELECT complaint_id AS id FROM filing_key WHERE customer_id = $1 AND key = $2',
      [customerId, key],
    );
    return rows[0]?.id ?? null;
  },

  async nextNumber() {
    const { rows } = await pool.query<{ number: number }>(`SELECT nextval('complaint_number')::float8 AS number`);
    return rows[0]?.number ?? 0;
  },
});

/** Takes the key for this complaint, behind whoever is about to take it; answers whether it was free. */
async function take(client: PoolClient, { customerId, key }: FilingKey, complaintId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO filing_key (customer_id, key, complaint_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [customerId, key, complaintId],
  );
  return rowCount === 1;
}
