import { sharedProblem, type UnionMember } from '@comptoir/graphql-kit';
import type { Problem } from '../domain/problems.ts';

/** A refusal as the graph tells it, in words for a person. */
export function toProblem(problem: Problem): UnionMember {
  const { code } = problem;
  switch (code) {
    case 'VALIDATION':
    case 'NOT_FOUND':
    case 'CONFLICT':
      return sharedProblem(problem);
    case 'COMPLAINT_STATUS': {
      const { status, allowed } = problem;
      const message = `The complaint is ${status}; this can be done while it is ${allowed.join(' or ')}.`;
      return { __typename: 'ComplaintStatusProblem', code, message, status, allowed };
    }
    case 'RESOLUTION_PENDING': {
      const message = 'What was decided is still being done: wait until it is.';
      return { __typename: 'ResolutionPendingProblem', code, message };
    }
    default:
      return problem satisfies never;
  }
}
