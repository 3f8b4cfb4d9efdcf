import type { Pool, PoolClient } from '@comptoir/database';

/** The connection on which one relay of a source leads: with it goes the lead. */
export type Lead = {
  client: PoolClient;
  /** Of the source's database. */
  epoch: string;
  cursors: ReadonlyMap<string, number>;
  isLost(): boolean;
  /** Throws when somebody else leads by now. */
  save(cursors: readonly { consumer: string; lane: number; published: number; acked: number }[]): Promise<void>;
  release(): void;
};

export const cursorKey = (consumer: string, lane: number): string => `${consumer}/${lane}`;

/**
 * Takes the lead of a source's relay, or answers null when another process has it. The lead is an advisory lock of the
 * session; a higher `leader_epoch` bars what a former leader still wants to write.
 */
export async function takeLead(pool: Pool, lanes: readonly { consumer: string; lane: number }[]): Promise<Lead | null> {
  const client = await pool.connect();
  let lost: Error | null = null;
  const onError = (error: Error) => void (lost = error);
  client.on('error', onError);
  const release = () => {
    client.off('error', onError);
    client.release(lost ?? new Error('The lead ends with its connection.'));
  };
  try {
    const { rows } = await client.query<{ led: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext('comptoir.relay')) AS led`,
    );
    if (!rows[0]?.led) {
      client.off('error', onError);
      client.release();
      return null;
    }
    // A host that vanishes must not keep the lock for hours.
    await client.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3');
    const { epoch, leaderEpoch, cursors } = await beginTerm(client, lanes);
    return {
      client,
      epoch,
      cursors,
      isLost: () => lost !== null,
      release,
      async save(moved) {
        const { rowCount } = await client.query(
          `UPDATE relay_cursor AS c SET published = m.published, acked = m.acked
             FROM unnest($2::text[], $3::smallint[], $4::bigint[], $5::bigint[]) AS m (consumer, lane, published, acked)
            WHERE c.consumer = m.consumer AND c.lane = m.lane AND c.leader_epoch = $1`,
          [
            leaderEpoch,
            moved.map((m) => m.consumer),
            moved.map((m) => m.lane),
            moved.map((m) => m.published),
            moved.map((m) => m.acked),
          ],
        );
        if (rowCount !== moved.length) throw new Error('Another relay leads this source by now.');
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function beginTerm(client: PoolClient, lanes: readonly { consumer: string; lane: number }[]) {
  await refuseOtherLanes(client, lanes);
  await client.query(
    `INSERT INTO relay_cursor (consumer, lane) SELECT * FROM unnest($1::text[], $2::smallint[]) ON CONFLICT DO NOTHING`,
    [lanes.map((l) => l.consumer), lanes.map((l) => l.lane)],
  );
  const { rows } = await client.query<{ consumer: string; lane: number; acked: number; leaderEpoch: number }>(
    `UPDATE relay_cursor SET leader_epoch = (SELECT max(leader_epoch) + 1 FROM relay_cursor)
     RETURNING consumer, lane, acked, leader_epoch AS "leaderEpoch"`,
  );
  const { rows: epochs } = await client.query<{ epoch: string }>('SELECT epoch FROM event_epoch');
  const [first] = epochs;
  if (!first) throw new Error('event_epoch is empty: the migrations of this database are not complete.');
  return {
    epoch: first.epoch,
    leaderEpoch: rows[0]?.leaderEpoch ?? 0,
    cursors: new Map(rows.map((row) => [cursorKey(row.consumer, row.lane), row.acked])),
  };
}

/** In other lanes a stream would have another cursor: events would come again, or not at all. */
async function refuseOtherLanes(client: PoolClient, lanes: readonly { consumer: string }[]): Promise<void> {
  const { rows } = await client.query<{ consumer: string; lanes: number }>(
    'SELECT consumer, count(*) AS lanes FROM relay_cursor GROUP BY consumer',
  );
  for (const known of rows) {
    const wanted = lanes.filter((lane) => lane.consumer === known.consumer).length;
    if (wanted > 0 && wanted !== known.lanes)
      throw new Error(
        `${known.consumer} was read in ${known.lanes} lanes until now, not in ${wanted}: see "Other lanes" in packages/messaging/README.md.`,
      );
  }
}
