import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  ApproveRefundMutation,
  ApproveRefundMutationVariables,
  AuditEventsQuery,
  AuditEventsQueryVariables,
  DeadLetterListQuery,
  DeadLetterListQueryVariables,
  RefundListQuery,
  RefundListQueryVariables,
  RejectRefundMutation,
  RejectRefundMutationVariables,
  ReplayDeadLetterMutation,
  ReplayDeadLetterMutationVariables,
  SagaListQuery,
  SagaListQueryVariables,
  SagasMovedSubscription,
  SagasMovedSubscriptionVariables,
} from '../../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';

export const SAGA_LIST: TypedDocumentNode<SagaListQuery, SagaListQueryVariables> = gql`
  query SagaList($first: Int!, $after: String, $filter: SagaFilter!) {
    sagas(first: $first, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          id
          type
          state
          parked
          parkedReason
          cancelRequested
          correlationId
          createdAt
          updatedAt
          errorMessage
          user {
            id
          }
          sale {
            id
            number
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** Orders, refunds and settlements as they move; what is listed follows at once. */
export const SAGAS_MOVED: TypedDocumentNode<SagasMovedSubscription, SagasMovedSubscriptionVariables> = gql`
  subscription SagasMoved {
    sagaActivity(filter: {}) {
      id
      state
      parked
      parkedReason
      cancelRequested
      updatedAt
      errorMessage
    }
  }
`;

export const REFUND_LIST: TypedDocumentNode<RefundListQuery, RefundListQueryVariables> = gql`
  query RefundList($first: Int!, $after: String, $filter: RefundFilter!) {
    refunds(first: $first, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          id
          status
          version
          reason
          restock
          createdAt
          rejectionReason
          amount {
            amountMinor
            currency
          }
          lines {
            saleLineId
            quantity
          }
          requestedBy {
            id
            displayName
          }
          saga {
            id
          }
          sale {
            id
            number
            lines {
              id
              productName
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const APPROVE_REFUND: TypedDocumentNode<ApproveRefundMutation, ApproveRefundMutationVariables> = gql`
  mutation ApproveRefund($input: ApproveRefundInput!) {
    approveRefund(input: $input) {
      __typename
      ... on ApproveRefundSuccess {
        refund {
          id
          status
          version
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

export const REJECT_REFUND: TypedDocumentNode<RejectRefundMutation, RejectRefundMutationVariables> = gql`
  mutation RejectRefund($input: RejectRefundInput!) {
    rejectRefund(input: $input) {
      __typename
      ... on RejectRefundSuccess {
        refund {
          id
          status
          version
          rejectionReason
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

export const DEAD_LETTER_LIST: TypedDocumentNode<DeadLetterListQuery, DeadLetterListQueryVariables> = gql`
  query DeadLetterList($first: Int!, $after: String) {
    deadLetters(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          consumer
          source
          type
          streamId
          streamType
          streamVersion
          fault
          error
          traceId
          attempts
          parkedAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      missing
    }
  }
`;

export const REPLAY_DEAD_LETTER: TypedDocumentNode<ReplayDeadLetterMutation, ReplayDeadLetterMutationVariables> = gql`
  mutation ReplayDeadLetter($input: ReplayDeadLetterInput!) {
    replayDeadLetter(input: $input) {
      __typename
      ... on ReplayDeadLetterSuccess {
        replayed
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

export const AUDIT_EVENTS: TypedDocumentNode<AuditEventsQuery, AuditEventsQueryVariables> = gql`
  query AuditEvents($first: Int!, $after: String, $filter: EventFilter!) {
    events(first: $first, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          eventId
          position
          type
          version
          source
          streamId
          streamType
          streamVersion
          data
          metadata
          occurredAt
          hash
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
