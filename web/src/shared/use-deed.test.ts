import { expect, it } from '@jest/globals';
import type { Problem } from './problem-message.ts';
import { endingOf, staleOf } from './use-deed.ts';

const problem = (rest: object) => ({ message: 'm', code: 'C', ...rest }) as Problem;

it('has nothing to say of what was done', () => {
  expect(endingOf(null)).toEqual({ refusal: null, faults: {}, outdated: false });
});

it('says that somebody was faster, and that the page must be read again', () => {
  const ending = endingOf(problem({ __typename: 'ConflictProblem' }));
  expect(ending.refusal).toMatch(/changed elsewhere/);
  expect(ending.outdated).toBe(true);
});

it('leaves faults of fields to their fields', () => {
  const fields = [{ __typename: 'FieldProblem', path: ['input', 'title'], message: 'Too long.' }];
  expect(endingOf(problem({ __typename: 'ValidationProblem', fields }))).toEqual({
    refusal: null,
    faults: { title: 'Too long.' },
    outdated: false,
  });
});

it('says a fault of no field aloud', () => {
  expect(endingOf(problem({ __typename: 'ValidationProblem', fields: [] })).refusal).toBe('m');
});

it('says beside the refusal when what is on the screen could not be read again', () => {
  const ending = staleOf(endingOf(problem({ __typename: 'ConflictProblem' })));
  expect(ending.refusal).toMatch(/changed elsewhere.*reload the page/);
});
