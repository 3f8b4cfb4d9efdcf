import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import type { Logger } from '@comptoir/telemetry';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { Engine, PlannedOperation } from './engine.ts';
import { eventShapeOf, type EventShape } from './event-shape.ts';
import type { OperationContext } from './operation-context.ts';
import type { FetchFromSubgraph } from './subgraph-fetch.ts';

/** Data that is there before the plan runs: the payload of a subscription's event. */
export type InitialData = {
  data: Record<string, unknown> | null | undefined;
  errors?: readonly GraphQLFormattedError[] | undefined;
};

/**
 * Runs the plan of an operation. This is the one seam behind which the interpreter lives: queries, mutations and the
 * rest of a subscription's plan all go through it.
 */
export type PlanExecutor = {
  /** `initial` is null for queries and mutations. Errors are not formatted yet. */
  execute(
    planned: PlannedOperation,
    variables: Record<string, unknown>,
    initial: InitialData | null,
    context: OperationContext,
  ): Promise<ExecutionResult>;
};

/** A pseudo-service that answers with the payload of the event, so that the same executor runs what is left of the plan. */
const EVENT = '$event';

/**
 * Plan executor on the interpreter of @apollo/gateway. An event that has all its fields already, and none of them amiss,
 * does not go through it.
 */
export function createPlanExecutor({
  engine,
  fetchFromSubgraph,
  log,
}: {
  engine: Engine;
  fetchFromSubgraph: FetchFromSubgraph;
  log: Logger;
}): PlanExecutor {
  const services: ServiceMap = Object.fromEntries(
    engine.subgraphNames.map((name) => [name, dataSource(name, fetchFromSubgraph)] as const),
  );
  const logger = apolloLogger(log);
  const known = new WeakMap<PlannedOperation, Prepared>();

  function prepare(planned: PlannedOperation): Prepared {
    let prepared = known.get(planned);
    if (!prepared) known.set(planned, (prepared = preparedFrom(engine, planned)));
    return prepared;
  }

  return {
    async execute(planned, variables, initial, context) {
      const { operationContext, plan, eventShape } = prepare(planned);
      const plain = initial && !initial.errors?.length && eventShape?.(initial.data);
      if (plain) return { data: plain };
      const serviceMap = initial
        ? { ...services, [EVENT]: { process: async () => ({ ...initial }) } as GraphQLDataSource }
        : services;
      const requestContext = { request: { variables }, logger, metrics: {}, context };
      const result = await executeQueryPlan(
        plan,
        serviceMap,
        requestContext as unknown as Parameters<typeof executeQueryPlan>[2],
        operationContext,
        engine.supergraphSchema,
        engine.apiSchemaInternals,
      );
      return withoutSilence(result as ExecutionResult);
    },
  };
}

/** What is the same each time an operation runs. */
type Prepared = {
  operationContext: ReturnType<typeof buildOperationContext>;
  /** Of a subscription: the plan of one event. */
  plan: QueryPlan;
  eventShape: EventShape | null;
};

function preparedFrom({ apiSchema }: Engine, planned: PlannedOperation): Prepared {
  const { document, operationName, plan } = planned;
  return {
    operationContext: buildOperationContext({
      schema: apiSchema,
      operationDocument: document,
      ...(operationName && { operationName }),
    }),
    plan: plan.node?.kind === 'Subscription' ? withEvent(plan.node) : plan,
    eventShape: eventShapeOf(apiSchema, planned),
  };
}

/** The plan of one event: the payload first, then what other subgraphs own. */
function withEvent({ primary, rest }: SubscriptionNode): QueryPlan {
  const event: FetchNode = {
    kind: 'Fetch',
    serviceName: EVENT,
    operation: primary.operation,
    operationName: primary.operationName,
    operationKind: primary.operationKind,
    ...(primary.outputRewrites && { outputRewrites: primary.outputRewrites }),
  };
  const node: PlanNode = rest ? { kind: 'Sequence', nodes: [event, rest] } : event;
  return { kind: 'QueryPlan', node };
}

/**
 * A subgraph that answers null where it must not, without an error, leaves a hole that only an extension tells of. Clients
 * rely on an error at the path of each such null.
 */
function withoutSilence({ data, errors, extensions }: ExecutionResult): ExecutionResult {
  const holes = (extensions?.valueCompletion ?? []) as readonly GraphQLFormattedError[];
  if (holes.length === 0) return { data, ...(errors && { errors }) };
  return { data, errors: holes.map(({ message, path }) => new GraphQLError(message, { path })) };
}

function dataSource(subgraph: string, fetchFromSubgraph: FetchFromSubgraph): GraphQLDataSource {
  return {
    process: async ({ request, context }) =>
      fetchFromSubgraph({
        subgraph,
        query: request.query ?? '',
        operationName: request.operationName,
        variables: request.variables ?? {},
        context: context as unknown as OperationContext,
      }),
  };
}

function apolloLogger(log: Logger) {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message?: unknown) =>
    log[level]({ event: 'apollo_executor', message: String(message) });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
