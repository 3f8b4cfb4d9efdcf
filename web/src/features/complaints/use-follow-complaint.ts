import { useSubscription } from '@apollo/client/react';
import { useRef } from 'react';
import { COMPLAINT_UPDATED } from './operations.ts';

/** Keeps one complaint up to date from the version that the page has read. */
export function useFollowComplaint(
  complaint: { id: string; version: number } | null,
  staff: boolean,
): { error: unknown } {
  const first = useRef<{ id: string; version: number } | null>(null);
  if (complaint && first.current?.id !== complaint.id) first.current = { id: complaint.id, version: complaint.version };
  const { error } = useSubscription(COMPLAINT_UPDATED, {
    variables: { complaintId: first.current?.id ?? '', afterVersion: first.current?.version ?? 0, staff },
    skip: !complaint,
    ignoreResults: true,
  });
  return { error };
}
