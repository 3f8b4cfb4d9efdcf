import { gql, type TypedDocumentNode } from '@apollo/client';
import type {
  OrderRefundsQuery,
  OrderRefundsQueryVariables,
  RefundableSaleFragment,
  RequestRefundMutation,
  RequestRefundMutationVariables,
} from '../../__generated__/operations.ts';
import { PROBLEM_WORDS } from '../../shared/problem-message.ts';

export const REFUNDABLE_SALE: TypedDocumentNode<RefundableSaleFragment> = gql`
  fragment RefundableSale on Sale {
    id
    kind
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

/** The same, asked: what is decided about a refund is no version of its order, so it does not come with one. */
export const ORDER_REFUNDS: TypedDocumentNode<OrderRefundsQuery, OrderRefundsQueryVariables> = gql`
  query OrderRefunds($id: ID!) {
    sale(id: $id) {
      id
      ...RefundableSale
    }
  }
  ${REFUNDABLE_SALE}
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
