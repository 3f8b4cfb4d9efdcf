import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  AgentsQuery,
  AgentsQueryVariables,
  ComplaintEntryFragment,
  ComplaintFactsFragment,
  ComplaintPageQuery,
  ComplaintPageQueryVariables,
  ComplaintRowFragment,
  ComplaintStandingFragment,
  ComplaintsMovedSubscription,
  ComplaintsMovedSubscriptionVariables,
  ComplaintUpdatedSubscription,
  ComplaintUpdatedSubscriptionVariables,
  DeskQuery,
  DeskQueryVariables,
  DeskRowFragment,
  MoreOfTimelineQuery,
  MoreOfTimelineQueryVariables,
  MyComplaintsQuery,
  MyComplaintsQueryVariables,
} from '../../__generated__/operations.ts';

/** A complaint in a list. It names no persons: customers may not read the names of those who look after them. */
export const COMPLAINT_ROW: TypedDocumentNode<ComplaintRowFragment> = gql`
  fragment ComplaintRow on Complaint {
    id
    number
    title
    category
    priority
    status
    version
    resolutionOutcome
    createdAt
  }
`;

/** A complaint on the desk, where persons have names. */
export const DESK_ROW: TypedDocumentNode<DeskRowFragment> = gql`
  fragment DeskRow on Complaint {
    id
    number
    status
    version
    resolutionOutcome
    customer {
      id
      displayName
    }
    assignee {
      id
      displayName
    }
  }
`;

/** What a command changes about a complaint; what happened comes by itself, with its version. */
export const COMPLAINT_STANDING: TypedDocumentNode<ComplaintStandingFragment> = gql`
  fragment ComplaintStanding on Complaint {
    id
    status
    version
    priority
    resolution
    resolutionOutcome
    satisfaction
  }
`;

/** One thing that happened, as the timeline tells it; to staff with names. */
export const COMPLAINT_ENTRY: TypedDocumentNode<ComplaintEntryFragment> = gql`
  fragment ComplaintEntry on ComplaintTimelineEntry {
    id
    kind
    version
    at
    text
    priority
    resolution
    satisfaction
    error
    actor
    by {
      id
      displayName @include(if: $staff)
    }
    assignee {
      id
      displayName @include(if: $staff)
    }
  }
`;

/** The complaint and what happened to it, as its page shows it; the same whether it was asked for or came by itself. */
export const COMPLAINT_FACTS: TypedDocumentNode<ComplaintFactsFragment> = gql`
  fragment ComplaintFacts on Complaint {
    id
    number
    title
    description
    category
    priority
    status
    version
    requestedResolution
    resolution
    resolutionOutcome
    satisfaction
    createdAt
    customer {
      id
      displayName @include(if: $staff)
    }
    assignee {
      id
      displayName @include(if: $staff)
    }
    timeline(first: 100) {
      edges {
        cursor
        node {
          id
          ...ComplaintEntry @unmask
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  ${COMPLAINT_ENTRY}
`;

export const COMPLAINT_PAGE: TypedDocumentNode<ComplaintPageQuery, ComplaintPageQueryVariables> = gql`
  query ComplaintPage($id: ID!, $staff: Boolean!) {
    complaint(id: $id) {
      id
      sale {
        id
        number
        lines {
          id
          productName
          quantity
          refundableQuantity
        }
      }
      ...ComplaintFacts @unmask
    }
  }
  ${COMPLAINT_FACTS}
`;

/** The next page of a long timeline. */
export const MORE_OF_TIMELINE: TypedDocumentNode<MoreOfTimelineQuery, MoreOfTimelineQueryVariables> = gql`
  query MoreOfTimeline($id: ID!, $after: String, $staff: Boolean!) {
    complaint(id: $id) {
      id
      timeline(first: 100, after: $after) {
        edges {
          cursor
          node {
            id
            ...ComplaintEntry @unmask
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
  ${COMPLAINT_ENTRY}
`;

/** Each version of one complaint. Numbered: nothing is skipped, whatever the network does. */
export const COMPLAINT_UPDATED: TypedDocumentNode<ComplaintUpdatedSubscription, ComplaintUpdatedSubscriptionVariables> =
  gql`
    subscription ComplaintUpdated($complaintId: ID!, $afterVersion: Int, $staff: Boolean!) {
      complaintUpdated(complaintId: $complaintId, afterVersion: $afterVersion) {
        id
        version
        ...ComplaintFacts @unmask
      }
    }
    ${COMPLAINT_FACTS}
  `;

export const MY_COMPLAINTS: TypedDocumentNode<MyComplaintsQuery, MyComplaintsQueryVariables> = gql`
  query MyComplaints($first: Int!, $after: String) {
    me {
      id
      complaints(first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            ...ComplaintRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
  ${COMPLAINT_ROW}
`;

export const DESK: TypedDocumentNode<DeskQuery, DeskQueryVariables> = gql`
  query Desk(
    $first: Int!
    $after: String
    $filter: ComplaintFilter!
    $orderBy: ComplaintOrder!
    $minPosition: SafeInt
  ) {
    complaints(first: $first, after: $after, filter: $filter, orderBy: $orderBy, minPosition: $minPosition) {
      stale
      edges {
        cursor
        node {
          id
          ...ComplaintRow
          ...DeskRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
  ${COMPLAINT_ROW}
  ${DESK_ROW}
`;

/** Complaints as they change, whoever changes them. */
export const COMPLAINTS_MOVED: TypedDocumentNode<ComplaintsMovedSubscription, ComplaintsMovedSubscriptionVariables> =
  gql`
    subscription ComplaintsMoved {
      complaintActivity {
        id
        ...ComplaintRow
        ...DeskRow
      }
    }
    ${COMPLAINT_ROW}
    ${DESK_ROW}
  `;

/** Whom an admin can give a complaint to. */
export const AGENTS: TypedDocumentNode<AgentsQuery, AgentsQueryVariables> = gql`
  query Agents($after: String) {
    users(first: 100, after: $after, filter: { role: AGENT, suspended: false }) {
      edges {
        cursor
        node {
          id
          displayName
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
