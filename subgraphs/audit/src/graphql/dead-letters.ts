import type { DeadLetter } from '@comptoir/contracts';
import { requireRole, sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import {
  replayDeadLetter,
  replayDeadLetters,
  type Replayed,
  type ReplayProblem,
} from '../application/commands/replay-dead-letters.ts';
import { faultOf, faultSentence, letterFault, letterId, letterRef } from '../domain/dead-letter.ts';
import { searchOf } from '../domain/search.ts';
import type { AuditContext } from './context.ts';

type Input<T> = { input: T };

/** Fields of a dead letter that are not simply there. */
export const deadLetterFields = {
  id: ({ consumer, source, event }: DeadLetter) => letterId({ consumer, source, eventId: event.eventId }),
  eventId: ({ event }: DeadLetter) => event.eventId,
  type: ({ event }: DeadLetter) => event.type,
  streamId: ({ event }: DeadLetter) => event.streamId,
  streamType: ({ event }: DeadLetter) => event.streamType,
  streamVersion: ({ event }: DeadLetter) => event.streamVersion,
  data: ({ event }: DeadLetter) => event.data,
  occurredAt: ({ event }: DeadLetter) => event.occurredAt,
  fault: letterFault,
  error: (letter: DeadLetter) =>
    faultSentence(letterFault(letter), letter.consumer, letter.event.type, `eventId ${letter.event.eventId}`),
  traceId: ({ event }: DeadLetter) => event.metadata?.traceparent?.split('-')[1] ?? null,
};

type Failure = Replayed['failed'][number];

/** Fields of a stream that failed again. */
export const deadLetterFailureFields = {
  fault: ({ error }: Failure) => faultOf(error),
  error: ({ error, consumer, streamId }: Failure) =>
    faultSentence(
      faultOf(error),
      consumer,
      'an event of this stream',
      `dead_letter_failed_again, streamId ${streamId}`,
    ),
};

export async function replayDeadLetterField(
  _: unknown,
  { input }: Input<{ deadLetterId: string }>,
  { replay: deps, searches, replayed: record, actor }: AuditContext,
): Promise<UnionMember> {
  const admin = requireRole(actor, 'ADMIN');
  const letter = letterRef(input.deadLetterId);
  // Before the act: what came of it is recorded behind it, and a process may die between.
  await searches.load(searchOf('replayDeadLetter', letter ?? input));
  const outcome = await deps.telemetry.command('replay_dead_letter', () => replayDeadLetter(deps)(admin, input));
  const consumer = letter?.consumer;
  const wasTried = outcome.ok || outcome.problem.code === 'DEAD_LETTER_FAILS_AGAIN';
  const done = outcome.ok ? { replayed: outcome.value.replayed, failed: 0 } : { replayed: 0, failed: 1 };
  if (consumer && wasTried) await record({ type: 'DeadLettersReplayed', consumer, ...done });
  return outcome.ok ? { __typename: 'ReplayDeadLetterSuccess', ...outcome.value } : toProblem(outcome.problem);
}

export async function replayDeadLettersField(
  _: unknown,
  { input }: Input<{ consumer: string }>,
  { replay: deps, searches, replayed: record, actor }: AuditContext,
): Promise<UnionMember> {
  const admin = requireRole(actor, 'ADMIN');
  await searches.load(searchOf('replayDeadLetters', input));
  const outcome = await deps.telemetry.command('replay_dead_letters', () => replayDeadLetters(deps)(admin, input));
  if (!outcome.ok) return toProblem(outcome.problem);
  const { replayed, failed } = outcome.value;
  await record({ type: 'DeadLettersReplayed', consumer: input.consumer, replayed, failed: failed.length });
  return { __typename: 'ReplayDeadLettersSuccess', ...outcome.value };
}

function toProblem(problem: ReplayProblem): UnionMember {
  const { code } = problem;
  switch (code) {
    case 'NOT_FOUND':
      return sharedProblem(problem);
    case 'DEAD_LETTER_FAILS_AGAIN':
      return {
        __typename: 'DeadLetterFailsAgainProblem',
        code,
        message: 'It failed again: mend what the log says of it before it is tried once more.',
        deadLetter: problem.deadLetter,
      };
    default:
      return problem satisfies never;
  }
}
