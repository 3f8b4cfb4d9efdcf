import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  CancelSagaMutation,
  CancelSagaMutationVariables,
  ResumeSagaMutation,
  ResumeSagaMutationVariables,
  SagaDiarySubscription,
  SagaDiarySubscriptionVariables,
  SagaNowQuery,
  SagaNowQueryVariables,
  SagaProgressFragment,
  SagaUpdatedSubscription,
  SagaUpdatedSubscriptionVariables,
} from '../../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';

/** What the stepper shows. */
export const SAGA_PROGRESS: TypedDocumentNode<SagaProgressFragment> = gql`
  fragment SagaProgress on Saga {
    id
    type
    state
    version
    parked
    parkedReason
    cancelRequested
    updatedAt
    completedAt
    error
    errorMessage
    user {
      id
    }
    steps {
      name
      state
      attempts
      undoAttempts
      durationMs
      error
      errorMessage
    }
  }
`;

/** Each state of one order, and what it does to the sale. Numbered: nothing is skipped, whatever the network does. */
export const SAGA_UPDATED: TypedDocumentNode<SagaUpdatedSubscription, SagaUpdatedSubscriptionVariables> = gql`
  subscription SagaUpdated($sagaId: ID!, $afterVersion: Int) {
    sagaUpdated(sagaId: $sagaId, afterVersion: $afterVersion) {
      id
      state
      version
      updatedAt
      ...SagaProgress
      sale {
        id
        status
        confirmedAt
        version
        payment {
          id
          state
        }
      }
    }
  }
  ${SAGA_PROGRESS}
`;

/** Each state that one order went through, from the first one on. */
export const SAGA_DIARY: TypedDocumentNode<SagaDiarySubscription, SagaDiarySubscriptionVariables> = gql`
  subscription SagaDiary($sagaId: ID!, $afterVersion: Int) {
    sagaUpdated(sagaId: $sagaId, afterVersion: $afterVersion) {
      id
      state
      version
      updatedAt
    }
  }
`;

/** The same, asked: that an order waits for a person, or tries a step again, is no new state of it and comes with no message. */
export const SAGA_NOW: TypedDocumentNode<SagaNowQuery, SagaNowQueryVariables> = gql`
  query SagaNow($id: ID!) {
    saga(id: $id) {
      id
      ...SagaProgress
    }
  }
  ${SAGA_PROGRESS}
`;

export const CANCEL_SAGA: TypedDocumentNode<CancelSagaMutation, CancelSagaMutationVariables> = gql`
  mutation CancelSaga($input: CancelSagaInput!) {
    cancelSaga(input: $input) {
      __typename
      ... on CancelSagaSuccess {
        saga {
          id
          cancelRequested
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

export const RESUME_SAGA: TypedDocumentNode<ResumeSagaMutation, ResumeSagaMutationVariables> = gql`
  mutation ResumeSaga($input: ResumeSagaInput!) {
    resumeSaga(input: $input) {
      __typename
      ... on ResumeSagaSuccess {
        saga {
          id
          parked
          parkedReason
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;
