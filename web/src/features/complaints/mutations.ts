import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  AssignComplaintMutation,
  AssignComplaintMutationVariables,
  ChangeComplaintPriorityMutation,
  ChangeComplaintPriorityMutationVariables,
  CloseComplaintMutation,
  CloseComplaintMutationVariables,
  CommentOnComplaintMutation,
  CommentOnComplaintMutationVariables,
  FileComplaintMutation,
  FileComplaintMutationVariables,
  ReopenComplaintMutation,
  ReopenComplaintMutationVariables,
  ResolveComplaintMutation,
  ResolveComplaintMutationVariables,
  StartComplaintMutation,
  StartComplaintMutationVariables,
} from '../../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';
import { COMPLAINT_STANDING } from './operations.ts';

export const FILE_COMPLAINT: TypedDocumentNode<FileComplaintMutation, FileComplaintMutationVariables> = gql`
  mutation FileComplaint($input: FileComplaintInput!) {
    fileComplaint(input: $input) {
      __typename
      ... on FileComplaintSuccess {
        complaint {
          id
          title
          description
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

export const COMMENT_ON_COMPLAINT: TypedDocumentNode<CommentOnComplaintMutation, CommentOnComplaintMutationVariables> =
  gql`
    mutation CommentOnComplaint($input: CommentOnComplaintInput!) {
      commentOnComplaint(input: $input) {
        __typename
        ... on CommentOnComplaintSuccess {
          position
          complaint {
            id
            ...ComplaintStanding
          }
        }
        ...ProblemWords @unmask
      }
    }
    ${COMPLAINT_STANDING}
    ${PROBLEM_WORDS}
  `;

export const CLOSE_COMPLAINT: TypedDocumentNode<CloseComplaintMutation, CloseComplaintMutationVariables> = gql`
  mutation CloseComplaint($input: CloseComplaintInput!) {
    closeComplaint(input: $input) {
      __typename
      ... on CloseComplaintSuccess {
        position
        complaint {
          id
          ...ComplaintStanding
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${COMPLAINT_STANDING}
  ${PROBLEM_WORDS}
`;

export const REOPEN_COMPLAINT: TypedDocumentNode<ReopenComplaintMutation, ReopenComplaintMutationVariables> = gql`
  mutation ReopenComplaint($input: ReopenComplaintInput!) {
    reopenComplaint(input: $input) {
      __typename
      ... on ReopenComplaintSuccess {
        position
        complaint {
          id
          ...ComplaintStanding
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${COMPLAINT_STANDING}
  ${PROBLEM_WORDS}
`;

export const ASSIGN_COMPLAINT: TypedDocumentNode<AssignComplaintMutation, AssignComplaintMutationVariables> = gql`
  mutation AssignComplaint($input: AssignComplaintInput!) {
    assignComplaint(input: $input) {
      __typename
      ... on AssignComplaintSuccess {
        position
        complaint {
          id
          assignee {
            id
            displayName
          }
          ...ComplaintStanding
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${COMPLAINT_STANDING}
  ${PROBLEM_WORDS}
`;

export const START_COMPLAINT: TypedDocumentNode<StartComplaintMutation, StartComplaintMutationVariables> = gql`
  mutation StartComplaint($input: StartComplaintInput!) {
    startComplaint(input: $input) {
      __typename
      ... on StartComplaintSuccess {
        position
        complaint {
          id
          ...ComplaintStanding
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${COMPLAINT_STANDING}
  ${PROBLEM_WORDS}
`;

export const CHANGE_COMPLAINT_PRIORITY: TypedDocumentNode<
  ChangeComplaintPriorityMutation,
  ChangeComplaintPriorityMutationVariables
> = gql`
  mutation ChangeComplaintPriority($input: ChangeComplaintPriorityInput!) {
    changeComplaintPriority(input: $input) {
      __typename
      ... on ChangeComplaintPrioritySuccess {
        position
        complaint {
          id
          ...ComplaintStanding
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${COMPLAINT_STANDING}
  ${PROBLEM_WORDS}
`;

export const RESOLVE_COMPLAINT: TypedDocumentNode<ResolveComplaintMutation, ResolveComplaintMutationVariables> = gql`
  mutation ResolveComplaint($input: ResolveComplaintInput!) {
    resolveComplaint(input: $input) {
      __typename
      ... on ResolveComplaintSuccess {
        position
        complaint {
          id
          ...ComplaintStanding
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${COMPLAINT_STANDING}
  ${PROBLEM_WORDS}
`;
