import { sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import type { Outcome, Problem } from '../domain/problems.ts';

/** A refusal as the graph tells it, in words for a person. */
export function toProblem(problem: Problem): UnionMember {
  const { code } = problem;
  switch (code) {
    case 'VALIDATION':
    case 'NOT_FOUND':
      return sharedProblem(problem);
    case 'EMPTY_CART':
      return { __typename: 'EmptyCartProblem', code, message: 'There is nothing in the cart.' };
    case 'STORE_CLOSED': {
      const { storeId, storeName } = problem;
      return {
        __typename: 'StoreClosedProblem',
        code,
        message: `${storeName} has closed: choose another store.`,
        store: { id: storeId },
      };
    }
    case 'PRICE_CHANGED': {
      const { currentTotal } = problem;
      const message = 'A price has changed since it was shown: look at the new total and decide again.';
      return { __typename: 'PriceChangedProblem', code, message, currentTotal };
    }
    case 'SAGA_NOT_CANCELLABLE': {
      const { state } = problem;
      return {
        __typename: 'SagaNotCancellableProblem',
        code,
        message: `It is too late to stop it: it is in the state ${state}.`,
        state,
      };
    }
    case 'SAGA_NOT_PARKED': {
      const { state } = problem;
      return {
        __typename: 'SagaNotParkedProblem',
        code,
        message: `It does not wait for a person: it is in the state ${state}.`,
        state,
      };
    }
    default:
      return problem satisfies never;
  }
}

/** The success type with its fields, or the problem. */
export function toUnion<T>(outcome: Outcome<T>, successType: string, fieldsOf: (value: T) => object): UnionMember {
  return outcome.ok ? { __typename: successType, ...fieldsOf(outcome.value) } : toProblem(outcome.problem);
}
