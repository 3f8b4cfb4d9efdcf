import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  RefundableSaleFragment,
  RequestRefundMutation,
  RequestRefundMutationVariables,
} from '../../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';

export const REFUNDABLE_SALE: TypedDocumentNode<RefundableSaleFragment> = gql`
  fragment RefundableSale on Sale {
    id
    status
    version
    user {
      id
    }
    store {
      id
    }
    lines {
      id
      productName
      refundableQuantity
    }
    refunds(first: 20) {
      edges {
        node {
          id
          status
          createdAt
          rejectionReason
          amount {
            amountMinor
            currency
          }
          saga {
            id
          }
        }
      }
    }
  }
`;

export const REQUEST_REFUND: TypedDocumentNode<RequestRefundMutation, RequestRefundMutationVariables> = gql`
  mutation RequestRefund($input: RequestRefundInput!) {
    requestRefund(input: $input) {
      __typename
      ... on RequestRefundSuccess {
        refund {
          id
          sale {
            id
            ...RefundableSale
          }
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${REFUNDABLE_SALE}
  ${PROBLEM_WORDS}
`;
