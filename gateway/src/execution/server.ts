import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import type { Logger } from '@comptoir/telemetry';
import { GraphQLError, getVariableValues, type DocumentNode, type ExecutionResult } from 'graphql';
import { createAllowList, persistedQueryCache, type PersistedOperations } from '../limits/allow-list.ts';
import type { CheckOperation } from '../limits/check-operation.ts';
import type { Limits } from '../limits/limits.ts';
import type { RateChecks } from '../limits/rates.ts';
import { operationAnswered } from '../telemetry/events.ts';
import type { Engine } from './engine.ts';
import type { createErrorFormat } from './errors.ts';
import type { OperationContext } from './operation-context.ts';
import type { PlanExecutor } from './plan-executor.ts';

type ApolloGatewayInterface = NonNullable<ConstructorParameters<typeof ApolloServer<OperationContext>>[0]['gateway']>;

/**
 * Apollo Server in front of the engine: parsing, validation, persisted queries, CSRF and content negotiation are its,
 * plans and their execution ours.
 */
export function createApolloServer({
  engine,
  executor,
  checkOperation,
  countMutations,
  errorFormat,
  limits,
  persistedOperations,
  introspection,
  log,
}: {
  engine: Engine;
  executor: PlanExecutor;
  checkOperation: CheckOperation;
  countMutations: RateChecks['countMutations'];
  errorFormat: ReturnType<typeof createErrorFormat>;
  limits: Limits;
  persistedOperations: PersistedOperations | null;
  introspection: boolean;
  log: Logger;
}): ApolloServer<OperationContext> {
  return new ApolloServer<OperationContext>({
    gateway: gatewayOf(engine, executor),
    nodeEnv: 'production',
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    persistedQueries: { cache: persistedQueryCache(persistedOperations) },
    parseOptions: { maxTokens: limits.tokens },
    formatError: errorFormat,
    stringifyResult: JSON.stringify,
    logger: {
      debug: (message) => log.debug({ event: 'apollo_server', message: String(message) }),
      info: (message) => log.info({ event: 'apollo_server', message: String(message) }),
      warn: (message) => log.warn({ event: 'apollo_server', message: String(message) }),
      error: (message) => log.error({ event: 'apollo_server', message: String(message) }),
    },
    plugins: [
      guard({ checkOperation, countMutations, checkAllowed: createAllowList(persistedOperations) }),
      report(log),
    ],
  });
}

function gatewayOf(engine: Engine, executor: PlanExecutor): ApolloGatewayInterface {
  const listeners = new Set<(schema: { apiSchema: Engine['apiSchema']; coreSupergraphSdl: string }) => void>();
  return {
    onSchemaLoadOrUpdate(callback) {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
    async load() {
      listeners.forEach((listener) =>
        listener({ apiSchema: engine.apiSchema, coreSupergraphSdl: engine.supergraphSdl }),
      );
      return {
        executor: async ({ document, request, context }) =>
          (await run(engine, executor, {
            document,
            request,
            context: context as unknown as OperationContext,
          })) as never,
      };
    },
    stop: async () => undefined,
  };
}

type Run = {
  document: DocumentNode;
  request: { operationName?: string; variables?: Record<string, unknown> };
  context: OperationContext;
};

async function run(
  engine: Engine,
  executor: PlanExecutor,
  { document, request, context }: Run,
): Promise<ExecutionResult> {
  const planned = engine.plan(document, request.operationName);
  if (!planned) {
    const message = request.operationName
      ? `Unknown operation named "${request.operationName}".`
      : 'Name the operation: the document has several.';
    return { errors: [new GraphQLError(message)] };
  }
  if (planned.operation.operation === 'subscription')
    return {
      errors: [
        new GraphQLError('Subscriptions are served over WebSocket (graphql-transport-ws).', {
          extensions: { code: 'BAD_REQUEST' },
        }),
      ],
    };
  const variables = request.variables ?? {};
  const { errors } = getVariableValues(engine.apiSchema, planned.operation.variableDefinitions ?? [], variables);
  if (errors) return { errors };
  return executor.execute(planned, variables, null, context);
}

/** Refuses what is too much before anything is planned or asked. */
function guard({
  checkOperation,
  countMutations,
  checkAllowed,
}: {
  checkOperation: CheckOperation;
  countMutations: RateChecks['countMutations'];
  checkAllowed: (text: string) => void;
}): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ source, document, operation, request, contextValue }) {
          checkAllowed(source);
          // An operation that cannot be found is told by the executor.
          if (!operation) return;
          const { rootFields } = checkOperation(document, operation, request.variables ?? {});
          if (operation.operation === 'mutation') await countMutations(contextValue.request.client.address, rootFields);
        },
      };
    },
  };
}

/** One line and one observation for each operation, refused ones too. Its errors are told the trace, which formats do not see. */
function report(log: Logger): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      const started = performance.now();
      return {
        async didEncounterErrors({ errors, contextValue }) {
          const { traceId } = contextValue.request.trace;
          for (const { extensions } of errors) extensions.traceId ??= traceId;
        },
        async willSendResponse({ operation, operationName, response, contextValue }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          operationAnswered(log, {
            name: operationName,
            kind: operation?.operation ?? 'none',
            ms: performance.now() - started,
            codes: (errors ?? []).map((error) => String(error.extensions?.code)),
            signedIn: contextValue.request.actor !== null,
            over: contextValue.overSocket ? 'socket' : 'http',
            trace: contextValue.request.trace,
          });
        },
      };
    },
  };
}
