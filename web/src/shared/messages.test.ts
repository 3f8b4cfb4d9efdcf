import { describe, expect, it } from '@jest/globals';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { faultKind, faultMessage } from './fault-message.ts';
import { fieldProblems, isProblem, PROBLEM_TYPES, problemMessage, type Problem } from './problem-message.ts';

const coded = (code: string, traceId?: string) =>
  new CombinedGraphQLErrors({ errors: [{ message: 'internal words', extensions: { code, traceId } }] });
const status = (code: number) =>
  new ServerError('internal words', { response: new Response('', { status: code }), bodyText: '' });

describe('a fault', () => {
  it.each([
    [new TypeError('Failed to fetch'), 'unreachable'],
    [new DOMException('slow', 'TimeoutError'), 'timeout'],
    [status(401), 'signed-out'],
    [status(403), 'forbidden'],
    [status(404), 'not-found'],
    [status(429), 'rate-limited'],
    [status(502), 'unavailable'],
    [status(500), 'broken'],
    [coded('RATE_LIMITED'), 'rate-limited'],
    [coded('UNAUTHENTICATED'), 'signed-out'],
    [coded('FORBIDDEN'), 'forbidden'],
    [coded('SERVICE_UNAVAILABLE'), 'unavailable'],
    [coded('INTERNAL_SERVER_ERROR'), 'broken'],
    [undefined, 'broken'],
  ] as const)('%s is of the kind %s', (error, kind) => expect(faultKind(error)).toBe(kind));

  it('is told in words of its own, with the trace id where somebody must look for it', () => {
    expect(faultMessage(coded('INTERNAL_SERVER_ERROR', 'abc123'))).toMatch(/abc123/);
    expect(faultMessage(coded('FORBIDDEN', 'abc123'))).not.toMatch(/abc123/);
    expect(faultMessage(status(502))).not.toMatch(/internal words/);
  });
});

describe('a refusal', () => {
  const validation: Problem = {
    __typename: 'ValidationProblem',
    message: 'Several things.',
    code: 'VALIDATION',
    fields: [
      { __typename: 'FieldProblem', path: ['input', 'email'], message: 'Not an address.' },
      { __typename: 'FieldProblem', path: ['password'], message: 'Too short.' },
      { __typename: 'FieldProblem', path: ['password'], message: 'Too common.' },
    ],
  };

  it('stands beside its field, the first one of each', () => {
    expect(fieldProblems(validation)).toEqual({ email: 'Not an address.', password: 'Too short.' });
    expect(fieldProblems(null)).toEqual({});
  });

  it('says what it costs now', () => {
    const changed: Problem = {
      __typename: 'PriceChangedProblem',
      message: 'm',
      code: 'PRICE_CHANGED',
      currentTotal: { __typename: 'Money', amountMinor: 2_100, currency: 'CAD' },
    };
    expect(problemMessage(changed)).toBe('Prices have changed: it costs $21.00 now.');
  });

  it('of a newer shop is told in the words of the shop', () => {
    expect(
      problemMessage({
        __typename: 'FullMoonProblem',
        message: 'Not tonight.',
        code: 'FULL_MOON',
      } as unknown as Problem),
    ).toBe('Not tonight.');
  });

  it('is known by its name', () => {
    expect(PROBLEM_TYPES.every((type) => isProblem({ __typename: type }))).toBe(true);
    expect(isProblem({ __typename: 'LoginSuccess' })).toBe(false);
    expect(isProblem(null)).toBe(false);
  });
});
