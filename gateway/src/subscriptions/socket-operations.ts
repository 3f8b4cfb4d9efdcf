import { badUserInput, type SubgraphRequest } from '@comptoir/graphql-kit';
import { newTrace, type Logger } from '@comptoir/telemetry';
import {
  getVariableValues,
  GraphQLError,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { DocumentOutcome } from '../execution/documents.ts';
import type { Engine, PlannedOperation } from '../execution/engine.ts';
import type { FormatErrors } from '../execution/errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { PlanExecutor } from '../execution/plan-executor.ts';
import type { CheckOperation } from '../limits/check-operation.ts';
import type { RateChecks } from '../limits/rates.ts';
import { operationAnswered } from '../telemetry/events.ts';
import type { OpenStream } from './federated-stream.ts';
import type { SocketSession } from './session.ts';

/** An operation of a socket that passed all limits. */
export type SocketOperation = {
  planned: PlannedOperation;
  variables: Record<string, unknown>;
  context: OperationContext;
  session: SocketSession;
  started: number;
};

/** The operation is not valid, for several reasons at once. */
class OperationRefused extends Error {
  override name = 'OperationRefused';
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message);
    this.errors = errors;
  }
}

/** What clients may do over a socket: the same operations under the same limits as over HTTP, and subscriptions. */
export function createSocketOperations({
  engine,
  readDocument,
  checkAllowed,
  checkOperation,
  rates,
  executor,
  openStream,
  formatErrors,
  log,
}: {
  engine: Engine;
  readDocument: (text: string) => DocumentOutcome;
  checkAllowed: (text: string) => void;
  checkOperation: CheckOperation;
  rates: RateChecks;
  executor: PlanExecutor;
  openStream: OpenStream;
  formatErrors: FormatErrors;
  log: Logger;
}) {
  function plan({ query, operationName }: SubscribePayload): PlannedOperation {
    checkAllowed(query);
    const outcome = readDocument(query);
    if ('errors' in outcome) throw new OperationRefused(outcome.errors);
    const planned = engine.plan(outcome.document, operationName);
    if (planned) return planned;
    const message = operationName
      ? `Unknown operation named "${operationName}".`
      : 'Name the operation: the document has several.';
    throw new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
  }

  async function prepare(
    session: SocketSession,
    payload: SubscribePayload,
    context: OperationContext,
  ): Promise<SocketOperation> {
    const started = performance.now();
    const { actor, client } = context.request;
    await rates.countOperation({ actor, address: client.address });
    const variables = payload.variables ?? {};
    const planned = plan(payload);
    const { document, operation } = planned;
    const { rootFields } = checkOperation(document, operation, variables);
    if (operation.operation === 'mutation') await rates.countMutations(client.address, rootFields);
    const { errors } = getVariableValues(engine.apiSchema, operation.variableDefinitions ?? [], variables);
    if (errors) throw new OperationRefused(errors.map((error) => badUserInput(error.message)));
    return { planned, variables, context, session, started };
  }

  function report({ planned, context, started }: SocketOperation, errors: readonly GraphQLFormattedError[]): void {
    operationAnswered(log, {
      name: planned.operationName,
      kind: planned.operation.operation,
      ms: performance.now() - started,
      codes: errors.map((error) => String(error.extensions?.code)),
      signedIn: context.request.actor !== null,
      over: 'socket',
      trace: context.request.trace,
    });
  }

  function reportRefused({ request }: OperationContext, errors: readonly GraphQLError[]): void {
    const codes = errors.map((error) => String(error.extensions.code ?? 'INTERNAL_SERVER_ERROR'));
    operationAnswered(log, {
      name: null,
      kind: 'none',
      ms: 0,
      codes,
      signedIn: request.actor !== null,
      over: 'socket',
      trace: request.trace,
    });
  }

  return {
    schema: engine.apiSchema,

    /** The context of one operation: who asks, in a trace of its own. */
    contextOf(session: SocketSession, payload: SubscribePayload): OperationContext {
      const { traceparent, correlationId } = payload.extensions ?? {};
      const request: SubgraphRequest = {
        actor: session.actor(),
        trace: newTrace(textOrNull(traceparent), textOrNull(correlationId)),
        client: session.client,
        cookie: { refreshToken: null, setRefreshToken: () => undefined },
      };
      return { request, overSocket: true };
    },

    /** The operation, or the errors that say why it may not run. */
    async prepare(
      session: SocketSession,
      payload: SubscribePayload,
      context: OperationContext,
    ): Promise<SocketOperation | readonly GraphQLError[]> {
      try {
        return await prepare(session, payload, context);
      } catch (error) {
        const errors = refusal(error);
        reportRefused(context, errors);
        return errors;
      }
    },

    /** Runs a query or mutation. */
    async execute(operation: SocketOperation): Promise<ExecutionResult> {
      const { planned, variables, context } = operation;
      const result = await executor.execute(planned, variables, null, context);
      const errors = formatErrors(result.errors ?? [], context.request.trace);
      report(operation, errors);
      return shown(result, errors);
    },

    /** Begins a subscription; its answers are formatted. */
    async subscribe(operation: SocketOperation): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
      const { planned, variables, context, session } = operation;
      const { trace } = context.request;
      const numbered = isNumbered(engine.apiSchema, planned);
      const opened = await openStream({ planned, variables, context, numbered, outbox: session.outbox });
      if (!(Symbol.asyncIterator in opened)) {
        const errors = formatErrors(opened.errors ?? [], trace);
        report(operation, errors);
        return shown(opened, errors);
      }
      report(operation, []);
      const formatted = (result: ExecutionResult) => {
        const { errors } = result;
        return shown(result, errors ? formatErrors(errors, trace) : []);
      };
      const stream: AsyncIterableIterator<ExecutionResult> = {
        async next() {
          const step = await opened.next();
          return step.done ? step : { value: formatted(step.value), done: false };
        },
        return: async () => (await opened.return?.()) ?? { value: undefined, done: true },
        [Symbol.asyncIterator]: () => stream,
      };
      return stream;
    },
  };
}

export type SocketOperations = ReturnType<typeof createSocketOperations>;

/** A subscription that takes the number after which to go on is numbered: `afterVersion`, `afterPosition`. */
function isNumbered(schema: GraphQLSchema, { operation }: PlannedOperation): boolean {
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  return operation.selectionSet.selections.some(
    (selection) =>
      selection.kind === 'Field' && fields[selection.name.value]?.args.some((arg) => arg.name.startsWith('after')),
  );
}

function shown({ data }: ExecutionResult, errors: readonly GraphQLFormattedError[]): ExecutionResult {
  return {
    ...(data !== undefined && { data }),
    ...(errors.length > 0 && { errors: errors as readonly GraphQLError[] }),
  };
}

function refusal(error: unknown): readonly GraphQLError[] {
  if (error instanceof OperationRefused) return error.errors;
  return [
    error instanceof GraphQLError
      ? error
      : new GraphQLError('The operation failed.', { originalError: error as Error }),
  ];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
