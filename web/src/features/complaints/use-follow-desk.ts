import { useSubscription } from '@apollo/client/react';
import { useEffect } from 'react';
import { useReadSoon } from '../../shared/use-read-soon.ts';
import { COMPLAINTS_MOVED } from './operations.ts';
import { ownPosition } from './own-position.ts';

/** What others do comes live without its position, and the list is a moment behind it. */
const LIST_LAG_MS = 900;

/**
 * Keeps the complaints of the desk up to date: those that are listed at once, by the cache; which ones are listed at once
 * after a deed of one's own, else a moment later and once for many. Not once somebody has turned pages, which would be lost.
 */
export function useFollowDesk(
  read: () => Promise<unknown>,
  { turned, stale }: { turned: boolean; stale: boolean },
): { error: unknown } {
  const readSoon = useReadSoon(read, LIST_LAG_MS);
  const readNow = useReadSoon(read, 0);
  const { error } = useSubscription(COMPLAINTS_MOVED, { ignoreResults: true, onData: () => !turned && readSoon() });
  useEffect(() => (turned ? undefined : ownPosition.subscribe(readNow)), [turned, readNow]);
  useEffect(() => {
    if (!stale || turned) return;
    const timer = setInterval(readNow, LIST_LAG_MS);
    return () => clearInterval(timer);
  }, [stale, turned, readNow]);
  return { error };
}
