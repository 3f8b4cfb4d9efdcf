import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  ChangePasswordMutation,
  ChangePasswordMutationVariables,
  UpdateProfileMutation,
  UpdateProfileMutationVariables,
} from '../../__generated__/operations.ts';
import { VIEWER } from '../../session/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';

export const UPDATE_PROFILE: TypedDocumentNode<UpdateProfileMutation, UpdateProfileMutationVariables> = gql`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      __typename
      ... on UpdateProfileSuccess {
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

export const CHANGE_PASSWORD: TypedDocumentNode<ChangePasswordMutation, ChangePasswordMutationVariables> = gql`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      __typename
      ... on ChangePasswordSuccess {
        user {
          id
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;
