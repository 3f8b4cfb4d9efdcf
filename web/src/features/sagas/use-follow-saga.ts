import { useQuery, useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import type { SagaState } from '../../__generated__/operations.ts';
import { useFirstSeen } from '../../shared/use-first-seen.ts';
import { writeEntry, type DiaryEntry } from './diary.ts';
import { SAGA_DIARY, SAGA_NOW, SAGA_UPDATED } from './saga-progress.ts';
import { isFinal } from './saga-words.ts';

const STILL_MS = 4_000;

/**
 * Keeps a saga up to date from the version that the page has read until it ends. Its diary is told from the beginning once
 * somebody wants it, on a stream of its own: what was must not overwrite what is.
 */
export function useFollowSaga(
  saga: { id: string; state: SagaState; version: number; parked: boolean } | null,
  diaryWanted: boolean,
): { diary: readonly DiaryEntry[]; error: unknown } {
  const [diary, setDiary] = useState<readonly DiaryEntry[]>([]);
  const first = useFirstSeen(saga);
  const sagaId = first?.id ?? '';
  const running = saga !== null && !isFinal(saga.state);
  const whole = saga !== null && diary.at(-1)?.version === saga.version;
  useQuery(SAGA_NOW, {
    variables: { id: sagaId },
    skip: !running || saga.parked,
    pollInterval: STILL_MS,
    skipPollAttempt: () => document.hidden,
  });
  const { error } = useSubscription(SAGA_UPDATED, {
    variables: { sagaId, afterVersion: first?.version ?? 0 },
    skip: !running,
    ignoreResults: true,
  });
  const { error: untold } = useSubscription(SAGA_DIARY, {
    variables: { sagaId, afterVersion: 0 },
    skip: !diaryWanted || (!running && whole),
    fetchPolicy: 'no-cache',
    ignoreResults: true,
    onData({ data: { data } }) {
      if (!data) return;
      const { version, state, updatedAt } = data.sagaUpdated;
      setDiary((before) => writeEntry(before, { version, state, at: updatedAt }));
    },
  });
  return { diary, error: error ?? untold };
}
