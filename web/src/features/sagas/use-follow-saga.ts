import { useQuery, useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import type { SagaState } from '../../__generated__/operations.ts';
import { writeEntry, type DiaryEntry } from './diary.ts';
import { SAGA_NOW, SAGA_UPDATED } from './saga-progress.ts';
import { isFinal } from './saga-words.ts';

const STILL_MS = 4_000;

/**
 * Follows an order from its first state on, so that the diary is whole also for a page that comes late. One that has ended
 * is read again from its beginning when somebody wants its diary, and left alone once that is whole.
 */
export function useFollowSaga(
  saga: { id: string; state: SagaState; version: number; parked: boolean } | null,
  diaryWanted: boolean,
): { diary: readonly DiaryEntry[]; error: unknown } {
  const [diary, setDiary] = useState<readonly DiaryEntry[]>([]);
  const running = saga !== null && !isFinal(saga.state);
  const whole = saga !== null && diary.at(-1)?.version === saga.version;
  useQuery(SAGA_NOW, {
    variables: { id: saga?.id ?? '' },
    skip: !running || saga.parked,
    pollInterval: STILL_MS,
    skipPollAttempt: () => document.hidden,
  });
  const { error } = useSubscription(SAGA_UPDATED, {
    variables: { sagaId: saga?.id ?? '', afterVersion: 0 },
    skip: !running && (!diaryWanted || whole),
    ignoreResults: true,
    onData({ data: { data } }) {
      if (!data) return;
      const { version, state, updatedAt } = data.sagaUpdated;
      setDiary((before) => writeEntry(before, { version, state, at: updatedAt }));
    },
  });
  return { diary, error };
}
