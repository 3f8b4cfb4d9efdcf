import { setTimeout as rest } from 'node:timers/promises';
import type { Pool } from '@comptoir/database';
import { applyBatch } from '../apply-batch.ts';
import { createFinalReader, readEvents } from '../read-final-events.ts';
import { positionOf } from './position.ts';
import { projectionHandler, routeOf, type Projection } from './projection.ts';

const PAGE = 2_000;
const GAP_REST_MS = 5;

/**
 * Brings a projection to where its source is now, without a relay: after a seed, and in tests. Beside a worker that feeds it too
 * it does no harm: the cursor decides what is new.
 */
export async function catchUp(pool: Pool, projection: Projection, service = 'catch-up'): Promise<void> {
  const { source, types } = routeOf(projection);
  const handler = projectionHandler(pool, service, projection);
  const { rows } = await pool.query<{ epoch: string }>('SELECT epoch FROM event_epoch');
  const epoch = rows[0]?.epoch;
  if (!epoch) throw new Error(`The database of ${source} has no row in event_epoch: it was not migrated.`);

  const reader = createFinalReader(pool, await positionOf(pool, projection));
  let final = await reader.advance();
  while (!reader.isAtEnd()) {
    if (reader.waitingSince() !== null) await rest(GAP_REST_MS);
    final = await reader.advance();
  }
  for (let after = await positionOf(pool, projection); after < final; after = await positionOf(pool, projection)) {
    const events = await readEvents(pool, { after, upto: final, limit: PAGE, types, lane: 0, lanes: 1 });
    const upto = events.length < PAGE ? final : (events.at(-1)?.position ?? final);
    const outcome = await applyBatch(handler, { source, epoch, lane: 0, after, upto, events });
    if (outcome.kind === 'other-epoch') throw new Error(`"${projection.name}" tells of another database of ${source}.`);
  }
}
