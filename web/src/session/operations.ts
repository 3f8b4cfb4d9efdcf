import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  LoginMutation,
  LoginMutationVariables,
  LogoutMutation,
  LogoutMutationVariables,
  RefreshSessionMutation,
  RefreshSessionMutationVariables,
  RegisterMutation,
  RegisterMutationVariables,
} from '../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../shared/problem-message.ts';

/** The person themselves; the same everywhere, since it becomes the viewer of the session. */
export const VIEWER = gql`
  fragment Viewer on User {
    id
    username
    displayName
    email
    role
    version
    stores {
      id
    }
  }
`;

export const LOGIN: TypedDocumentNode<LoginMutation, LoginMutationVariables> = gql`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on LoginSuccess {
        accessToken
        expiresAt
        user {
          ...Viewer @unmask
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${VIEWER}
  ${PROBLEM_WORDS}
`;

export const REGISTER: TypedDocumentNode<RegisterMutation, RegisterMutationVariables> = gql`
  mutation Register($input: RegisterInput!) {
    register(input: $input) {
      __typename
      ... on RegisterSuccess {
        accessToken
        expiresAt
        user {
          ...Viewer @unmask
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${VIEWER}
  ${PROBLEM_WORDS}
`;

/**
 * Sent by the session itself and not through the client, whose every request waits for the session. It names its types
 * everywhere, as the client would, so that it is the same operation letter by letter whoever sends it.
 */
export const REFRESH_SESSION: TypedDocumentNode<RefreshSessionMutation, RefreshSessionMutationVariables> = gql`
  mutation RefreshSession($input: RefreshSessionInput!) {
    refreshSession(input: $input) {
      __typename
      ... on RefreshSessionSuccess {
        accessToken
        expiresAt
        user {
          id
          username
          displayName
          email
          role
          version
          stores {
            id
            __typename
          }
          __typename
        }
        __typename
      }
    }
  }
`;

export const LOGOUT: TypedDocumentNode<LogoutMutation, LogoutMutationVariables> = gql`
  mutation Logout($input: LogoutInput!) {
    logout(input: $input) {
      __typename
      ... on LogoutSuccess {
        endedSessions
      }
    }
  }
`;
