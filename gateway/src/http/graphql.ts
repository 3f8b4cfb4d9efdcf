import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer } from '@apollo/server';
import { badUserInput, type SubgraphRequest } from '@comptoir/graphql-kit';
import { readBody } from '@comptoir/service-kit';
import type { TraceContext } from '@comptoir/telemetry';
import { getOperationAST, GraphQLError, parse, type GraphQLFormattedError } from 'graphql';
import type { createErrorFormat } from '../execution/errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { Identity } from '../identity/identity.ts';
import { refreshCookie } from '../identity/refresh-cookie.ts';
import type { Limits } from '../limits/limits.ts';
import type { RateChecks } from '../limits/rates.ts';
import { clientAddress } from './client-address.ts';
import { compressText } from './compress.ts';

export type GraphqlHandlerOptions = {
  apollo: ApolloServer<OperationContext>;
  identity: Identity;
  rates: RateChecks;
  limits: Limits;
  errorFormat: ReturnType<typeof createErrorFormat>;
  trustedProxies: number;
  secureCookie: boolean;
};

/** GraphQL over HTTP at `/graphql`: GET for queries, POST for queries and mutations. */
export function createGraphqlHandler(
  options: GraphqlHandlerOptions,
): (request: IncomingMessage, response: ServerResponse, trace: TraceContext) => Promise<void> {
  const { apollo, identity, rates, limits, trustedProxies, secureCookie } = options;
  const refuse = createRefusal(options.errorFormat);

  async function answer(request: IncomingMessage, response: ServerResponse, trace: TraceContext): Promise<void> {
    const { headers, method = 'GET' } = request;
    response.setHeader('x-correlation-id', trace.correlationId);
    const text = method === 'POST' ? await readBody(request, limits.bodyBytes) : '';
    if (text === null) {
      // What is still on its way is not read: the connection ends with the answer.
      response.setHeader('connection', 'close');
      return refuse(
        request,
        response,
        trace,
        413,
        new GraphQLError(
          `The request is larger than ${limits.bodyBytes} bytes. Send values as variables, in several operations.`,
          { extensions: { code: 'BAD_REQUEST' } },
        ),
      );
    }
    const body = text && headers['content-type']?.includes('application/json') ? parseJson(text) : undefined;
    if (body === MALFORMED)
      return refuse(
        request,
        response,
        trace,
        400,
        new GraphQLError('The body is not JSON.', { extensions: { code: 'BAD_REQUEST' } }),
      );
    if (isSubscription(method === 'GET' ? Object.fromEntries(new URLSearchParams(searchOf(request))) : body))
      return refuse(
        request,
        response,
        trace,
        400,
        badUserInput('Subscriptions are served over WebSocket (graphql-transport-ws) at this address.'),
      );

    const { cookie, setCookie } = refreshCookie(headers.cookie, secureCookie);
    const address = clientAddress(request, trustedProxies);
    const context = async (): Promise<OperationContext> => {
      const { actor } = await identity.identify(
        { authorization: headers.authorization, apiKey: headers['x-api-key'] as string | undefined },
        address,
      );
      await rates.countOperation({ actor, address });
      const subgraphRequest: SubgraphRequest = {
        actor,
        trace,
        client: { address, userAgent: headers['user-agent'] ?? '' },
        cookie,
      };
      return { request: subgraphRequest, overSocket: false };
    };
    const result = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers: headerMap(request), search: searchOf(request), body },
      context,
    });
    for (const [name, value] of result.headers) if (name !== 'content-length') response.setHeader(name, value);
    const cookieHeader = setCookie();
    if (cookieHeader) response.setHeader('set-cookie', cookieHeader);
    if (result.body.kind !== 'complete') throw new Error('Incremental delivery is not enabled.');
    response.statusCode = result.status ?? 200;
    compressText(request, response, response.statusCode < 400 ? result.body.string : traced(result.body.string, trace));
  }

  return answer;
}

const MALFORMED = Symbol('malformed');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller answers BAD_REQUEST: what went wrong inside the text is of no use to anybody else.
    return MALFORMED;
  }
}

/** Looked at before Apollo Server's validation, which throws on some subscriptions instead of answering. */
function isSubscription(body: unknown): boolean {
  const { query, operationName } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string' || !query.includes('subscription')) return false;
  try {
    const document = parse(query, { noLocation: true, maxTokens: 2_000 });
    return (
      getOperationAST(document, typeof operationName === 'string' ? operationName : null)?.operation === 'subscription'
    );
  } catch {
    // Apollo Server parses it again and says what is wrong with it.
    return false;
  }
}

/** The trace id for errors that were made before anything knew of the request's context. */
function traced(text: string, { traceId }: TraceContext): string {
  const answer = JSON.parse(text) as { errors?: GraphQLFormattedError[] };
  const errors = answer.errors?.map((error) => ({ ...error, extensions: { traceId, ...error.extensions } }));
  return JSON.stringify({ ...answer, ...(errors && { errors }) });
}

function createRefusal(errorFormat: ReturnType<typeof createErrorFormat>) {
  return (
    request: IncomingMessage,
    response: ServerResponse,
    trace: TraceContext,
    status: number,
    error: GraphQLError,
  ): void => {
    response.statusCode = status;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    compressText(request, response, traced(JSON.stringify({ errors: [errorFormat(error.toJSON(), error)] }), trace));
  };
}

function headerMap(request: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
}

function searchOf(request: IncomingMessage): string {
  const url = request.url ?? '';
  const question = url.indexOf('?');
  return question < 0 ? '' : url.slice(question);
}
