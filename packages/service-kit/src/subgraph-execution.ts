import { formatError, type RequestContext, type Subgraph, type SubgraphRequest } from '@comptoir/graphql-kit';
import type { Logger } from '@comptoir/telemetry';
import { execute, getOperationAST, GraphQLError, type ExecutionResult } from 'graphql';
import { withCode, type DocumentOutcome } from './subgraph-documents.ts';

export type SubgraphAnswer = { status: number; text: string };

type Asked = { query: string; operationName?: string | null; variables?: Record<string, unknown> | null };

/**
 * Answers one operation of the gateway, as text. graphql-js and nothing around it: what a public address needs (content
 * negotiation, persisted queries, CSRF) the gateway has done, and each fetch of a plan would pay for it again.
 */
export function createSubgraphExecution<C extends RequestContext>({
  subgraph,
  readDocument,
  log,
}: {
  subgraph: Subgraph<C>;
  readDocument: (text: string) => DocumentOutcome;
  log: Logger;
}): (body: string, request: SubgraphRequest) => Promise<SubgraphAnswer> {
  const mask = formatError(log);

  function answer(status: number, { data, errors }: ExecutionResult): SubgraphAnswer {
    return { status, text: JSON.stringify({ data, errors: errors?.map((error) => mask(error.toJSON(), error)) }) };
  }

  return async (body, request) => {
    const asked = askedIn(body);
    if (!asked)
      return answer(400, {
        errors: [new GraphQLError('The body is not a GraphQL request.', { extensions: { code: 'BAD_REQUEST' } })],
      });
    const outcome = readDocument(asked.query);
    if ('errors' in outcome) return answer(400, outcome);
    const { document } = outcome;
    const { operationName, variables: variableValues } = asked;
    const result = await execute({
      schema: subgraph.schema,
      document,
      operationName,
      variableValues,
      contextValue: subgraph.context(request),
    });
    if (result.data !== undefined) return answer(200, result);
    // Without even a null for data nothing was run: there is no such operation, or its variables do not fit.
    const code = getOperationAST(document, operationName) ? 'BAD_USER_INPUT' : 'OPERATION_RESOLUTION_FAILURE';
    return answer(400, { errors: result.errors?.map((error) => withCode(error, code)) ?? [] });
  };
}

function askedIn(body: string): Asked | null {
  try {
    const { query, operationName, variables } = JSON.parse(body) as Record<keyof Asked, unknown>;
    const fits =
      typeof query === 'string' && typeof (operationName ?? '') === 'string' && typeof (variables ?? {}) === 'object';
    return fits ? ({ query, operationName, variables } as Asked) : null;
  } catch {
    // Not JSON, or JSON of nothing: the caller answers BAD_REQUEST.
    return null;
  }
}
