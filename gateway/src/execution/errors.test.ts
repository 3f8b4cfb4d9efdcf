import { describe, expect, it } from '@jest/globals';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { GraphQLError } from 'graphql';
import { createErrorFormat, createErrorsFormat } from './errors.ts';

const format = createErrorsFormat(createErrorFormat(createLogger('test', 'silent')));

describe('errors as clients see them', () => {
  it('keep code, message and place, and gain the trace', () => {
    const trace = newTrace();
    const error = new GraphQLError('Not yours.', {
      path: ['sale', 0],
      extensions: { code: 'FORBIDDEN', serviceName: 'sales', stacktrace: ['at x'] },
    });
    expect(format([error], trace)).toEqual([
      { message: 'Not yours.', path: ['sale', 0], extensions: { code: 'FORBIDDEN', traceId: trace.traceId } },
    ]);
  });

  it.each([
    new GraphQLError('select * from users', { originalError: new Error('select * from users') }),
    new GraphQLError('x', { extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } }),
    { message: 'at host 10.0.0.1', extensions: { code: 'SOMETHING_ELSE' } },
  ])('are masked when they are faults', (fault) => {
    const [shown] = format([fault], newTrace());
    expect(shown?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
    expect(shown?.message).toContain('trace id');
  });

  it('call a document of too many tokens too complex', () => {
    const message = 'Syntax Error: Document contains more that 2000 tokens. Parsing aborted.';
    const [shown] = format([{ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }], newTrace());
    expect(shown?.extensions?.code).toBe('QUERY_TOO_COMPLEX');
  });
});
