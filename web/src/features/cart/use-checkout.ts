import { gql, type TypedDocumentNode } from '@apollo/client';
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import type { CheckoutMutation, CheckoutMutationVariables } from '../../__generated__/operations.ts';
import { drawKey } from '../../shared/draw-key.ts';
import { isProblem, PROBLEM_WORDS, type Problem } from '../../shared/problem-message.ts';
import { tab } from '../../shared/storage.ts';
import { attemptFor, parseAttempt, type Order } from './attempt.ts';

const CHECKOUT: TypedDocumentNode<CheckoutMutation, CheckoutMutationVariables> = gql`
  mutation Checkout($input: CheckoutInput!) {
    checkout(input: $input) {
      __typename
      ... on CheckoutSuccess {
        saga {
          id
          state
          version
          sale {
            id
          }
        }
        sale {
          id
          number
          status
        }
      }
      ...ProblemWords @unmask
    }
  }
  ${PROBLEM_WORDS}
`;

const ATTEMPT_KEY = 'comptoir.attempt';

export type Checkout = {
  buying: boolean;
  /** Why the shop refused. */
  problem: Problem | null;
  /** Why it is not known whether the order was made. */
  fault: unknown;
  /** Answers the id of the new sale; null when it was refused or nobody knows. */
  buy: (order: Order) => Promise<string | null>;
};

/** Buys, at most once: the same order, tried again before its answer is known, goes out under the same key. */
export function useCheckout(): Checkout {
  const [send, { loading }] = useMutation(CHECKOUT);
  const [ended, setEnded] = useState<{ problem: Problem | null; fault: unknown }>({ problem: null, fault: null });

  return {
    buying: loading,
    ...ended,
    async buy(order) {
      setEnded({ problem: null, fault: null });
      const attempt = attemptFor(order, parseAttempt(tab.get(ATTEMPT_KEY)), drawKey);
      tab.set(ATTEMPT_KEY, JSON.stringify(attempt));
      try {
        const { data } = await send({ variables: { input: { ...order, idempotencyKey: attempt.key } } });
        const answer = data?.checkout;
        tab.remove(ATTEMPT_KEY);
        if (answer?.__typename === 'CheckoutSuccess') return answer.sale?.id ?? answer.saga.sale?.id ?? null;
        if (isProblem(answer)) setEnded({ problem: answer, fault: null });
        return null;
      } catch (fault) {
        setEnded({ problem: null, fault });
        return null;
      }
    },
  };
}
