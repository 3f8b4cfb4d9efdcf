import { useSubscription } from '@apollo/client/react';
import { useState } from 'react';
import type { SagaState } from '../../__generated__/operations.ts';
import { writeEntry, type DiaryEntry } from './diary.ts';
import { SAGA_UPDATED } from './saga-progress.ts';
import { isFinal } from './saga-words.ts';

/**
 * Follows an order from its first state on, so that the diary is whole also for a page that comes late. An order that had
 * ended when the page came has nothing to follow.
 */
export function useFollowSaga(saga: { id: string; state: SagaState } | null): {
  diary: readonly DiaryEntry[];
  error: unknown;
} {
  const [diary, setDiary] = useState<readonly DiaryEntry[]>([]);
  const [followed] = useState(saga !== null && !isFinal(saga.state));
  const { error } = useSubscription(SAGA_UPDATED, {
    variables: { sagaId: saga?.id ?? '', afterVersion: 0 },
    skip: !saga || !followed || isFinal(saga.state),
    ignoreResults: true,
    onData({ data: { data } }) {
      if (!data) return;
      const { version, state, updatedAt } = data.sagaUpdated;
      setDiary((before) => writeEntry(before, { version, state, at: updatedAt }));
    },
  });
  return { diary, error };
}
