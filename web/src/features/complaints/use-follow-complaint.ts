import { useSubscription } from '@apollo/client/react';
import { useFirstSeen } from '../../shared/use-first-seen.ts';
import { COMPLAINT_UPDATED } from './operations.ts';

/** Keeps one complaint up to date from the version that the page has read. */
export function useFollowComplaint(
  complaint: { id: string; version: number } | null,
  staff: boolean,
): { error: unknown } {
  const first = useFirstSeen(complaint);
  const { error } = useSubscription(COMPLAINT_UPDATED, {
    variables: { complaintId: first?.id ?? '', afterVersion: first?.version ?? 0, staff },
    skip: !complaint,
    ignoreResults: true,
  });
  return { error };
}
