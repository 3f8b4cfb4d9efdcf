import { unwrapResolverError } from '@apollo/server/errors';
import { currentTrace, type Logger } from '@comptoir/telemetry';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Codes that an error may carry to a client. Anything else is masked as INTERNAL_SERVER_ERROR. */
export const CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'SLOW_CONSUMER',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_IN_LIST',
] as const;

export type ErrorCode = (typeof CODES)[number];

function coded(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

export const unauthenticated = (message = 'Sign in first: send a bearer token or an API key.'): GraphQLError =>
  coded('UNAUTHENTICATED', message);

export const forbidden = (message = 'Your role does not allow this.'): GraphQLError => coded('FORBIDDEN', message);

/** Malformed input. Name the thing, the value, what is allowed, and the way out. */
export const badUserInput = (message: string): GraphQLError => coded('BAD_USER_INPUT', message);

export const serviceUnavailable = (what: string): GraphQLError =>
  coded('SERVICE_UNAVAILABLE', `${what} does not answer now. Nothing was changed; try again in a moment.`);

/**
 * Errors as clients see them: known codes with their messages, everything else masked, always with the trace id.
 * What was masked goes to the log whole.
 */
export function formatError(log: Logger): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const traceId = formatted.extensions?.traceId ?? currentTrace()?.traceId;
    const code = formatted.extensions?.code as ErrorCode | undefined;
    const { path, locations } = formatted;
    const place = { ...(path && { path }), ...(locations && { locations }) };
    if (code && code !== 'INTERNAL_SERVER_ERROR' && CODES.includes(code))
      return { message: formatted.message, ...place, extensions: { code, traceId } };
    const original = unwrapResolverError(error);
    log.error({ event: 'graphql_fault', ...(traceId ? { traceId } : {}), path: path?.join('.'), err: original });
    return {
      message: 'Something went wrong on our side. Quote the trace id when you report it.',
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', traceId },
    };
  };
}
