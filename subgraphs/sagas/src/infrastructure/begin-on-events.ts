import type { EventEnvelope, EventType } from '@comptoir/contracts';
import type { Pool, PoolClient } from '@comptoir/database';
import type { EventHandler } from '@comptoir/messaging';
import type { SagaFrame } from '../application/live.ts';
import type { SagaDefinition, SagaInput } from '../domain/saga.ts';
import { beginSagas, firstFrame } from './begin-sagas.ts';

/** A saga that begins with an event of another context. */
export type Trigger = {
  event: EventType;
  begin(client: PoolClient, events: readonly EventEnvelope[]): Promise<SagaFrame[]>;
};

/**
 * Each event of this type begins a saga, once: the key says which event of which stream it was. Keys of checkouts hold no
 * control characters, so none can stand in the way of this one. Where `inputOf` answers null, nothing begins. `often`: it may happen to
 * a stream several times, and each time begins a saga.
 */
export const beginsWith = <Input extends SagaInput>(
  event: EventType,
  saga: SagaDefinition<Input>,
  inputOf: (event: EventEnvelope) => Input | null,
  { often = false } = {},
): Trigger => ({
  event,
  async begin(client, events) {
    const beginnings = events.flatMap((one) => {
      const order = inputOf(one);
      const key = `${event}\t${one.streamId}`;
      const idempotencyKey = often ? `${key}\t${one.streamVersion}` : key;
      return order ? [{ order, idempotencyKey, causationId: one.eventId }] : [];
    });
    if (beginnings.length === 0) return [];
    const begun = await beginSagas(client, saga, beginnings);
    return beginnings.flatMap(({ order }) => {
      const begunAt = begun.get(order.sagaId);
      return begunAt ? [firstFrame(saga, order, begunAt)] : [];
    });
  },
});

/** Begins the sagas that events of other contexts ask for; what happened in the demo chain's past begins nothing. */
export function beginOnEvents(
  pool: Pool,
  triggers: readonly Trigger[],
  begun: (frames: readonly SagaFrame[]) => void,
): EventHandler {
  return {
    consumer: 'sagas',
    pool,
    async apply(client, events) {
      const frames: SagaFrame[] = [];
      for (const trigger of triggers) {
        const own = events.filter(({ type, metadata }) => type === trigger.event && metadata.source !== 'seed');
        if (own.length > 0) frames.push(...(await trigger.begin(client, own)));
      }
      return () => begun(frames);
    },
  };
}
