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
    case 'USERNAME_TAKEN':
      return {
        __typename: 'UsernameTakenProblem',
        code,
        message: `The username "${problem.username}" is in use: choose another.`,
      };
    case 'EMAIL_TAKEN':
      return {
        __typename: 'EmailTakenProblem',
        code,
        message: 'Another account has this e-mail address: log in, or use another.',
      };
    case 'INVALID_CREDENTIALS':
      return { __typename: 'InvalidCredentialsProblem', code, message: 'No account has this username and password.' };
    case 'ACCOUNT_SUSPENDED':
      return {
        __typename: 'AccountSuspendedProblem',
        code,
        message: 'This account is suspended: ask the chain’s administration.',
      };
    case 'SESSION_ENDED':
      return { __typename: 'SessionEndedProblem', code, message: 'The session has ended: log in again.' };
    case 'WRONG_PASSWORD':
      return { __typename: 'WrongPasswordProblem', code, message: 'The current password is not right.' };
    case 'LAST_ADMIN':
      return {
        __typename: 'LastAdminProblem',
        code,
        message: 'This is the last admin who can log in: make somebody else an admin first.',
      };
    default:
      return problem satisfies never;
  }
}

/** The success type with its fields, or the problem. */
export function toUnion<T>(outcome: Outcome<T>, successType: string, fieldsOf: (value: T) => object): UnionMember {
  return outcome.ok ? { __typename: successType, ...fieldsOf(outcome.value) } : toProblem(outcome.problem);
}
