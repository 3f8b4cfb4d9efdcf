import { requireRole, sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import { replayStream, type Replayed, type ReplayStreamProblem } from '../application/commands/replay-stream.ts';
import { searchOf } from '../domain/search.ts';
import type { AuditContext } from './context.ts';

export async function replayStreamField(
  _: unknown,
  { input }: { input: { streamId: string } },
  { store, states, replay, searches, replayed, actor }: AuditContext,
): Promise<UnionMember> {
  requireRole(actor, 'ADMIN');
  await searches.load(searchOf('replayStream', input));
  const outcome = await replay.telemetry.command('replay_stream', () => replayStream(store.reads, states, input));
  if (!outcome.ok) return toProblem(outcome.problem);
  const { streamId, streamType, version, owner, differences } = outcome.value;
  const found = { streamId, streamType, version, comparedWith: owner, differences: differences.length };
  await replayed({ type: 'StreamReplayed', ...found });
  return { __typename: 'ReplayStreamSuccess', ...resultOf(outcome.value) };
}

function resultOf({ owner, differences, ...state }: Replayed) {
  return {
    state,
    isCompared: owner !== null,
    isConsistent: owner === null ? null : differences.length === 0,
    comparedWith: owner,
    differences: differences.map(({ path, before: replayed, after: kept }) => ({ path, replayed, kept })),
  };
}

function toProblem(problem: ReplayStreamProblem): UnionMember {
  if (problem.code === 'NOT_FOUND') return sharedProblem(problem);
  const { code, storedVersion, recordedVersion } = problem;
  return {
    ...{ __typename: 'StreamBehindProblem', code, storedVersion, recordedVersion },
    message: `Event ${recordedVersion} has been recorded and only ${storedVersion} has come to the audit store yet: ask again in a moment. If it stays so, look at deadLetters.`,
  };
}
