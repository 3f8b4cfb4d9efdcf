import { inTransaction, isTransient, type PoolClient } from '@comptoir/database';
import { NewerEventError, type EventEnvelope } from '@comptoir/contracts';
import type { ContextName } from '@comptoir/kit';
import type { EventBatch } from './batch.ts';
import { faultText, isSqlState, parkedStreams, parkEvents, type Parking } from './parked-events.ts';
import { upToDate, type Upcast } from './up-to-date.ts';
import type { EventHandler } from './worker.ts';

/** `upto`: where the consumer stands afterwards. */
export type BatchOutcome =
  | { kind: 'applied'; upto: number; events: number; parked: Parking[]; afterCommit: (() => void)[] }
  | { kind: 'duplicate'; upto: number }
  /** Something before this batch is missing. */
  | { kind: 'early'; upto: number }
  /** The batch is of another history of its source than what was applied so far. */
  | { kind: 'other-epoch' };

/** More poison than this in one batch, or than one event of so many in a large one, and it is the consumer that is broken: nothing is parked. */
const MOST_POISON = 20;
const ONE_OF = 25;

/**
 * Applies what is new in a batch and moves the cursor over it, in one transaction. `restart`: a batch of another epoch
 * begins the consumer's history of this source anew.
 */
export async function applyBatch(
  consumer: EventHandler,
  batch: EventBatch,
  { restart = false, upcast }: { restart?: boolean; upcast?: Upcast } = {},
): Promise<BatchOutcome> {
  const handler = upToDate(consumer, upcast);
  if (!restart) {
    try {
      const applied = await applyNext(handler, batch);
      if (applied) return applied;
    } catch (error) {
      if (!isFaultOfEvents(error)) throw error;
    }
  }
  return applyWhatFits(handler, batch, restart);
}

/** The batch that follows the one before and holds no poison, as nearly all do: in few statements. Null when it does not follow. */
function applyNext(
  handler: EventHandler,
  { source, epoch, lane, after, upto, events }: EventBatch,
): Promise<BatchOutcome | null> {
  return inTransaction(handler.pool, async (client) => {
    const { rows } = await client.query<{ parked: boolean }>(
      `UPDATE lane_cursor SET upto = $6 WHERE source = $1 AND consumer = $2 AND lane = $3 AND source_epoch = $4 AND upto = $5
       RETURNING EXISTS (SELECT FROM parked_event WHERE source = $1 AND consumer = $2) AS parked`,
      [source, handler.consumer, lane, epoch, after, upto],
    );
    if (!rows[0]) return null;
    if (rows[0].parked) return { kind: 'applied', upto, ...(await applyOrPark(client, handler, source, events)) };
    const run = events.length > 0 ? await handler.apply(client, events, source) : undefined;
    return { kind: 'applied', upto, events: events.length, parked: [], afterCommit: run ? [run] : [] };
  });
}

/** Any batch: it may be the first, come again, come too early, overlap, or hold what cannot be applied. */
function applyWhatFits(handler: EventHandler, batch: EventBatch, restart: boolean): Promise<BatchOutcome> {
  const { source, epoch, lane, after, upto } = batch;
  const key = [source, handler.consumer, lane];
  return inTransaction(handler.pool, async (client) => {
    const { rows } = await client.query<{ epoch: string; upto: number }>(
      `INSERT INTO lane_cursor (source, consumer, lane, source_epoch) VALUES ($1, $2, $3, $4)
       ON CONFLICT (source, consumer, lane) DO UPDATE SET lane = EXCLUDED.lane
       RETURNING source_epoch AS epoch, upto`,
      [...key, epoch],
    );
    let at = rows[0]?.upto ?? 0;
    if (rows[0]?.epoch !== epoch) {
      if (!restart) return { kind: 'other-epoch' };
      at = 0;
      await client.query(
        'UPDATE lane_cursor SET source_epoch = $4, upto = 0 WHERE source = $1 AND consumer = $2 AND lane = $3',
        [...key, epoch],
      );
      await client.query('DELETE FROM parked_event WHERE source = $1 AND consumer = $2', [source, handler.consumer]);
    }
    if (at >= upto) return { kind: 'duplicate', upto: at };
    if (at < after) return { kind: 'early', upto: at };

    const fresh = batch.events.filter((event) => event.position > at);
    const applied = await applyOrPark(client, handler, source, fresh);
    await client.query('UPDATE lane_cursor SET upto = $4 WHERE source = $1 AND consumer = $2 AND lane = $3', [
      ...key,
      upto,
    ]);
    return { kind: 'applied', upto, ...applied };
  });
}

/** Applies the events except those that cannot be, which are parked with all later ones of their streams. */
export async function applyOrPark(
  client: PoolClient,
  handler: Pick<EventHandler, 'consumer' | 'apply'>,
  source: ContextName,
  events: readonly EventEnvelope[],
) {
  const blocked = await parkedStreams(client, source, handler.consumer, events);
  const most = Math.max(MOST_POISON, Math.floor(events.length / ONE_OF));
  const parking: Parking[] = [];
  const afterCommit: (() => void)[] = [];

  async function attempt(part: readonly EventEnvelope[]): Promise<void> {
    const free = part.filter((event) => !blocked.has(event.streamId));
    for (const event of part)
      if (blocked.has(event.streamId))
        parking.push({ event, error: 'An earlier event of its stream is parked.', attempts: 0 });
    const [first] = free;
    if (!first) return;
    await client.query('SAVEPOINT part');
    try {
      const run = await handler.apply(client, free, source);
      if (run) afterCommit.push(run);
      await client.query('RELEASE SAVEPOINT part');
    } catch (error) {
      if (!isFaultOfEvents(error)) throw error;
      await client.query('ROLLBACK TO SAVEPOINT part');
      if (free.length > 1) {
        const middle = Math.ceil(free.length / 2);
        await attempt(free.slice(0, middle));
        return attempt(free.slice(middle));
      }
      blocked.add(first.streamId);
      parking.push({ event: first, error: faultText(error), attempts: 1 });
      if (parking.filter((p) => p.attempts > 0).length > most)
        throw new Error(`More than ${most} events of one batch failed, the last with: ${(error as Error).message}`, {
          cause: error,
        });
    }
  }

  await attempt(events);
  await parkEvents(client, source, handler.consumer, parking);
  return { events: events.length - parking.length, parked: parking, afterCommit };
}

/**
 * Whether trying the same events again would fail again: what they hold breaks a rule of the handler or of its tables.
 * Anything else PostgreSQL may say (connections, locks, rights, missing tables) is no fault of theirs.
 */
export function isFaultOfEvents(error: unknown): boolean {
  // A worker with newer code can take it: until there is one, the batch is tried again.
  if (isTransient(error) || error instanceof NewerEventError) return false;
  const { code } = error as { code?: unknown };
  return !isSqlState(code) || /^(22|23|P0)/.test(code);
}
