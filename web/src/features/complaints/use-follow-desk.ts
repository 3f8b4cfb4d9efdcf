import { useSubscription } from '@apollo/client/react';
import { useReadSoon } from '../../shared/use-read-soon.ts';
import { COMPLAINTS_MOVED } from './operations.ts';

/** The list is a moment behind the events that it follows from. */
const LIST_LAG_MS = 900;

/**
 * Keeps the complaints of the desk up to date: those that are listed at once, by the cache; which ones are listed a moment
 * later and once for many, as long as nobody has turned pages, which would lose them.
 */
export function useFollowDesk(readAgain: () => Promise<unknown>, turned: boolean): { error: unknown } {
  const readSoon = useReadSoon(readAgain, LIST_LAG_MS);
  const { error } = useSubscription(COMPLAINTS_MOVED, { ignoreResults: true, onData: () => !turned && readSoon() });
  return { error };
}
