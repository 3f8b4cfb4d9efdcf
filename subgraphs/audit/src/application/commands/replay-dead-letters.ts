import type { DeadLetter } from '@comptoir/contracts';
import { systemClock, type Actor, type Clock, type ContextName } from '@comptoir/kit';
import { letterRef } from '../../domain/dead-letter.ts';
import type { AuditTelemetry } from '../../telemetry/events.ts';
import type { EventConsumer } from '../consumers.ts';
import { deadLetter } from '../queries/dead-letters.ts';

export type ReplayDeps = {
  consumers: ReadonlyMap<string, EventConsumer>;
  telemetry: Pick<AuditTelemetry, 'replayed'>;
  clock?: Clock;
};

export type ReplayProblem =
  { code: 'NOT_FOUND'; what: string; id: string } | { code: 'DEAD_LETTER_FAILS_AGAIN'; deadLetter: DeadLetter };

type Outcome<Value> = { ok: true; value: Value } | { ok: false; problem: ReplayProblem };

/** Streams of which something failed again stand where they stood. */
export type Replayed = {
  replayed: number;
  failed: { consumer: string; source: ContextName; streamId: string; error: string }[];
  isComplete: boolean;
};

/** A request goes on no longer: what is left then is left for the next one. */
const LONGEST_MS = 4_000;

const notFound = (what: string, id: string) => ({ ok: false, problem: { code: 'NOT_FOUND', what, id } }) as const;

/** Applies a dead letter again, with all that is parked of its stream: in order, all or nothing. */
export const replayDeadLetter =
  ({ consumers, telemetry }: ReplayDeps) =>
  async (actor: Actor, { deadLetterId: id }: { deadLetterId: string }): Promise<Outcome<{ replayed: number }>> => {
    const ref = letterRef(id);
    const letter = ref && (await deadLetter(consumers, ref));
    const consumer = ref && consumers.get(ref.consumer);
    if (!letter || !consumer) return notFound('dead letter', id);
    const { source, event } = letter;
    const call = { consumer: consumer.name, source, streamId: event.streamId, afterStreamId: null };
    const { replayed, failed } = await consumer.replay(call);
    const failures = failed.map((failure) => ({ consumer: consumer.name, source, ...failure }));
    telemetry.replayed({ by: actor.sub, consumer: consumer.name, replayed, failed: failures });
    if (replayed > 0) return { ok: true, value: { replayed } };
    const still = await deadLetter(consumers, ref);
    return still
      ? { ok: false, problem: { code: 'DEAD_LETTER_FAILS_AGAIN', deadLetter: still } }
      : notFound('dead letter', id);
  };

/** Applies everything again that a consumer has set aside, stream by stream: one that fails stops no other. */
export const replayDeadLetters =
  ({ consumers, telemetry, clock = systemClock }: ReplayDeps) =>
  async (actor: Actor, { consumer: name }: { consumer: string }): Promise<Outcome<Replayed>> => {
    const consumer = consumers.get(name);
    if (!consumer) return notFound('consumer', name);
    const until = clock().getTime() + LONGEST_MS;
    const result: Replayed = { replayed: 0, failed: [], isComplete: true };
    for (const source of consumer.sources) {
      let afterStreamId: string | null = null;
      do {
        if (clock().getTime() >= until) {
          result.isComplete = false;
          break;
        }
        const answer = await consumer.replay({ consumer: name, source, streamId: null, afterStreamId });
        result.replayed += answer.replayed;
        result.failed.push(...answer.failed.map((failure) => ({ consumer: name, source, ...failure })));
        afterStreamId = answer.nextAfter;
      } while (afterStreamId);
    }
    telemetry.replayed({ by: actor.sub, consumer: name, ...result });
    return { ok: true, value: result };
  };
