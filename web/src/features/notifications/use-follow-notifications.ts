import { useSubscription } from '@apollo/client/react';
import { NOTIFICATION_RECEIVED } from './operations.ts';

/** Calls back with the title of each new message, the moment it comes. */
export function useFollowNotifications(onNews: (title: string) => void, { skip = false } = {}): void {
  useSubscription(NOTIFICATION_RECEIVED, {
    skip,
    ignoreResults: true,
    onData: ({ data: { data } }) => data && onNews(data.notificationReceived.title),
  });
}
