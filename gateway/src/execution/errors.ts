import { formatError } from '@comptoir/graphql-kit';
import type { Logger, TraceContext } from '@comptoir/telemetry';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { errorSent } from '../telemetry/events.ts';

export type FormatErrors = (
  errors: readonly (GraphQLError | GraphQLFormattedError)[],
  trace: Pick<TraceContext, 'traceId'>,
) => GraphQLFormattedError[];

/** What graphql-js says when it stops reading a document at the token limit. */
const TOO_MANY_TOKENS = 'Document contains more';

/** One error as a client sees it; counts it by its code. For Apollo Server, which has completed `formatted` already. */
export function createErrorFormat(
  log: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  const format = formatError(log);
  return (formatted, error) => {
    const tooLong =
      formatted.extensions?.code === 'GRAPHQL_PARSE_FAILED' && formatted.message.includes(TOO_MANY_TOKENS);
    const shown = format(
      tooLong ? { ...formatted, extensions: { ...formatted.extensions, code: 'QUERY_TOO_COMPLEX' } } : formatted,
      error,
    );
    errorSent(String(shown.extensions?.code));
    return shown;
  };
}

/** The same for errors that did not go through Apollo Server: those of streams. */
export function createErrorsFormat(format: ReturnType<typeof createErrorFormat>): FormatErrors {
  return (errors, { traceId }) =>
    errors.map((error) => {
      const plain = error instanceof GraphQLError ? error.toJSON() : error;
      const code = plain.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
      return format({ ...plain, extensions: { traceId, ...plain.extensions, code } }, error);
    });
}

/** A plain error (of a remote subgraph) as a GraphQLError, for those who throw. */
export function toGraphQLError(error: GraphQLFormattedError): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(error.message, { path: error.path, extensions: error.extensions });
}
