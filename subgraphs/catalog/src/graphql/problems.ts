import { sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import type { Outcome, Problem } from '../domain/problems.ts';

/** A refusal as the graph tells it, in words for a person. */
export function toProblem(problem: Problem): UnionMember {
  const { code } = problem;
  switch (code) {
    case 'VALIDATION':
    case 'NOT_FOUND':
    case 'CONFLICT':
      return sharedProblem(problem);
    case 'INSUFFICIENT_STOCK': {
      const { onHand, reserved, available } = problem;
      const message = `Only ${available} can be taken away: ${onHand} are in the house and ${reserved} of them are held for orders.`;
      return { __typename: 'InsufficientStockProblem', code, message, onHand, reserved, available };
    }
    case 'PRODUCT_ARCHIVED':
      return {
        __typename: 'ArchivedProductProblem',
        code,
        message: 'The product is off sale.',
        archivedAt: problem.archivedAt,
      };
    case 'STORE_CLOSED':
      return {
        __typename: 'ClosedStoreProblem',
        code,
        message: 'The store has closed for good.',
        closedAt: problem.closedAt,
      };
    default:
      return problem satisfies never;
  }
}

/** The success type with its fields, or the problem. */
export function toUnion<T>(outcome: Outcome<T>, successType: string, fieldsOf: (value: T) => object): UnionMember {
  return outcome.ok ? { __typename: successType, ...fieldsOf(outcome.value) } : toProblem(outcome.problem);
}
