import { sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import type { Excess, Outcome, Problem } from '../domain/problems.ts';

/** A refusal as the graph tells it, in words for a person. */
export function toProblem(problem: Problem): UnionMember {
  const { code } = problem;
  switch (code) {
    case 'VALIDATION':
    case 'NOT_FOUND':
    case 'CONFLICT':
      return sharedProblem(problem);
    case 'SALE_NOT_REFUNDABLE': {
      const { status } = problem;
      const message = `Nothing can be given back of a sale that is ${status}: it must be sold, and not all of it back.`;
      return { __typename: 'SaleNotRefundableProblem', code, message, status };
    }
    case 'EXCEEDS_REFUNDABLE': {
      const { lines } = problem;
      const each = lines.map(inWords).join('; ');
      return {
        __typename: 'ExceedsRefundableProblem',
        code,
        message: `There is less left to give back: ${each}.`,
        lines,
      };
    }
    case 'NOTHING_TO_REFUND': {
      const message = 'All that is left of this sale is in refunds that are under way already.';
      return { __typename: 'NothingToRefundProblem', code, message };
    }
    case 'REFUND_ALREADY_DECIDED': {
      const { status } = problem;
      return {
        __typename: 'RefundAlreadyDecidedProblem',
        code,
        message: `Somebody has decided about it before: it is ${status}.`,
        status,
      };
    }
    default:
      return problem satisfies never;
  }
}

/** An open refund keeps its units, which explains to a shopper why less is left than was bought. */
function inWords({ productName, requested, refundable, held }: Excess): string {
  const left = `of ${productName} ${requested} asked for and ${refundable} left`;
  return held > 0 ? `${left}, since refunds that are not decided or paid yet hold ${held}` : left;
}

/** The success type with its fields, or the problem. */
export function toUnion<T>(outcome: Outcome<T>, successType: string, fieldsOf: (value: T) => object): UnionMember {
  return outcome.ok ? { __typename: successType, ...fieldsOf(outcome.value) } : toProblem(outcome.problem);
}
