import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents } from '@comptoir/messaging';
import type { SagaFrame } from '../application/live.ts';
import type { Caller, Deps, Intervention } from '../application/ports.ts';
import { done, type Outcome } from '../domain/problems.ts';
import type { SagaView } from '../domain/saga-view.ts';
import { SAGA_COLUMNS } from './saga-pages.ts';

type Change = { type: 'SagaCancelRequested' | 'SagaResumed'; set: string };

const CHANGES: Record<Exclude<Intervention, 'none'>, Change> = {
  // One that waits for a person in a step that must answer has been looked at now. What is done next has its own tries.
  cancel: {
    type: 'SagaCancelRequested',
    set: 'cancel_requested = true, parked = false, parked_reason = NULL, attempts = 0',
  },
  resume: {
    type: 'SagaResumed',
    // Tries and deadlines begin anew, and what was simulated ends here: a person says that it shall work now.
    set: `parked = false, parked_reason = NULL, attempts = 0, started_at = clock_timestamp(), step_started_at = clock_timestamp(),
          input = jsonb_set(input, '{simulate}', 'null', false)`,
  },
};

/**
 * Changes a saga from outside its engine. The new epoch fences off whoever holds it, and it is due at once; the row is
 * locked before its event gets a position.
 */
export function createIntervene(pool: Pool, announce: (frames: readonly SagaFrame[]) => void): Deps['intervene'] {
  return async (caller, sagaId, decide) => {
    const frames: SagaFrame[] = [];
    const outcome = await inTransaction(pool, async (client): Promise<Outcome<SagaView> | null> => {
      const { rows } = await client.query<SagaView>(`SELECT ${SAGA_COLUMNS} FROM saga s WHERE s.id = $1 FOR UPDATE`, [
        sagaId,
      ]);
      const [saga] = rows;
      if (!saga) return null;
      const decision = decide(saga);
      if (!decision.ok) return decision;
      if (decision.value === 'none') return done(saga);
      const frame = await change(client, caller, saga, CHANGES[decision.value]);
      frames.push(frame);
      return done(frame.saga);
    });
    announce(frames);
    return outcome;
  };
}

async function change(
  client: PoolClient,
  { actor, trace }: Caller,
  { id: sagaId, attempts }: SagaView,
  { type, set }: Change,
): Promise<SagaFrame> {
  const { rows } = await client.query<SagaView & { streamVersion: number }>(
    `UPDATE saga s SET ${set}, epoch = epoch + 1, stream_version = stream_version + 1, due_at = clock_timestamp()
      WHERE s.id = $1 RETURNING ${SAGA_COLUMNS}, s.stream_version AS "streamVersion"`,
    [sagaId],
  );
  if (!rows[0]) throw new Error(`Saga ${sagaId} is gone although it is locked.`);
  const { streamVersion, ...saga } = rows[0];
  const data = { ...(type === 'SagaCancelRequested' && { attempts }), transitions: [] };
  const metadata = {
    correlationId: saga.correlationId,
    causationId: trace.correlationId,
    traceparent: trace.traceparent,
    source: 'sagas' as const,
  };
  const event = {
    streamId: sagaId,
    streamType: 'saga',
    streamVersion,
    type,
    data,
    metadata: { ...metadata, ...(actor && { userId: actor.sub }) },
  };
  if (!(await appendEvents(client, [event])))
    throw new Error(`The stream of saga ${sagaId} was written past its lock.`);
  return { key: sagaId, version: streamVersion, event: { type, data }, saga };
}
