/** A member of a result union: what resolvers of mutations answer. */
export type UnionMember = { __typename: string } & Record<string, unknown>;

/** Refusals that every context can give. */
export type SharedProblem =
  | { code: 'VALIDATION'; fields: { path: string[]; message: string }[] }
  | { code: 'NOT_FOUND'; what: string; id: string }
  | { code: 'CONFLICT'; currentVersion: number };

/** A shared refusal as the graph tells it, in words for a person. */
export function sharedProblem(problem: SharedProblem): UnionMember {
  const { code } = problem;
  switch (code) {
    case 'VALIDATION': {
      const message = problem.fields.map((field) => field.message).join(' ');
      return { __typename: 'ValidationProblem', code, message, fields: problem.fields };
    }
    case 'NOT_FOUND':
      return {
        __typename: 'NotFoundProblem',
        code,
        message: `There is no ${problem.what} with this id.`,
        id: problem.id,
      };
    case 'CONFLICT': {
      const { currentVersion } = problem;
      const message = `It was changed meanwhile and has version ${currentVersion} now: read it again and decide again.`;
      return { __typename: 'ConflictProblem', code, message, currentVersion };
    }
    default:
      return problem satisfies never;
  }
}
