import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  InboxQuery,
  InboxQueryVariables,
  MarkAllReadMutation,
  MarkAllReadMutationVariables,
  MarkReadMutation,
  MarkReadMutationVariables,
  NotificationPreferencesQuery,
  NotificationPreferencesQueryVariables,
  NotificationReceivedSubscription,
  NotificationReceivedSubscriptionVariables,
  NotificationRowFragment,
  UnreadCountQuery,
  UnreadCountQueryVariables,
  UpdatePreferencesMutation,
  UpdatePreferencesMutationVariables,
} from '../../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';

export const NOTIFICATION_ROW: TypedDocumentNode<NotificationRowFragment> = gql`
  fragment NotificationRow on Notification {
    id
    type
    title
    body
    link
    readAt
    createdAt
  }
`;

export const UNREAD_COUNT: TypedDocumentNode<UnreadCountQuery, UnreadCountQueryVariables> = gql`
  query UnreadCount {
    unreadNotificationCount
  }
`;

/** Of several at once perhaps only the newest comes: what is counted and listed is read again, not added up. */
export const NOTIFICATION_RECEIVED: TypedDocumentNode<
  NotificationReceivedSubscription,
  NotificationReceivedSubscriptionVariables
> = gql`
  subscription NotificationReceived {
    notificationReceived {
      id
      title
    }
  }
`;

export const INBOX: TypedDocumentNode<InboxQuery, InboxQueryVariables> = gql`
  query Inbox($first: Int!, $after: String, $unreadOnly: Boolean!) {
    notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
      edges {
        cursor
        node {
          id
          readAt
          ...NotificationRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  ${NOTIFICATION_ROW}
`;

export const MARK_READ: TypedDocumentNode<MarkReadMutation, MarkReadMutationVariables> = gql`
  mutation MarkRead($input: MarkNotificationReadInput!) {
    markNotificationRead(input: $input) {
      __typename
      ... on MarkNotificationReadSuccess {
        notification {
          id
          readAt
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

export const MARK_ALL_READ: TypedDocumentNode<MarkAllReadMutation, MarkAllReadMutationVariables> = gql`
  mutation MarkAllRead($input: MarkAllNotificationsReadInput!) {
    markAllNotificationsRead(input: $input) {
      __typename
      ... on MarkAllNotificationsReadSuccess {
        marked
      }
    }
  }
`;

export const NOTIFICATION_PREFERENCES: TypedDocumentNode<
  NotificationPreferencesQuery,
  NotificationPreferencesQueryVariables
> = gql`
  query NotificationPreferences {
    notificationPreferences {
      language
      channels {
        type
        inApp
        email
      }
    }
  }
`;

export const UPDATE_PREFERENCES: TypedDocumentNode<UpdatePreferencesMutation, UpdatePreferencesMutationVariables> = gql`
  mutation UpdatePreferences($input: UpdateNotificationPreferencesInput!) {
    updateNotificationPreferences(input: $input) {
      __typename
      ... on UpdateNotificationPreferencesSuccess {
        preferences {
          language
          channels {
            type
            inApp
            email
          }
        }
      }
    }
  }
`;
