import type { SubscriptionNode } from '@apollo/query-planner';
import { idsOf, type Logger, type TraceContext } from '@comptoir/telemetry';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { PlannedOperation } from '../execution/engine.ts';
import { toGraphQLError } from '../execution/errors.ts';
import type { OperationContext } from '../execution/operation-context.ts';
import type { PlanExecutor } from '../execution/plan-executor.ts';
import { requestFor } from '../execution/subgraph-fetch.ts';
import { StreamRefused, SubgraphUnavailable, type SubgraphHandle, type SubgraphStream } from '../subgraphs/handle.ts';
import { StreamOverflow } from '../subgraphs/push-stream.ts';
import { subscriptionEnded, subscriptionOpened } from '../telemetry/events.ts';
import type { Outbox } from './outbox.ts';

export type FederatedSubscription = {
  planned: PlannedOperation;
  variables: Record<string, unknown>;
  context: OperationContext;
  /** Numbered streams never skip: a client that is too slow is told so. Of state-like ones it sees fewer states. */
  numbered: boolean;
  outbox: Outbox;
};

export type OpenStream = (
  subscription: FederatedSubscription,
) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;

const slowConsumer = () =>
  new GraphQLError('The client did not keep up. Subscribe again with the last number it has, and nothing is lost.', {
    extensions: { code: 'SLOW_CONSUMER' },
  });

/**
 * A subscription over several subgraphs: the owner of its field is subscribed to, and on each event the rest of the plan
 * runs, one event after the other, so that their order is the subgraph's. Errors are not formatted yet.
 */
export function createStreams({
  subgraphs,
  executor,
  log,
}: {
  subgraphs: readonly SubgraphHandle[];
  executor: PlanExecutor;
  log: Logger;
}): OpenStream {
  const handles = new Map(subgraphs.map((handle) => [handle.name, handle]));

  async function subscribeAtOwner({ planned, variables, context, numbered }: FederatedSubscription) {
    const { primary } = planned.plan.node as SubscriptionNode;
    const handle = handles.get(primary.serviceName);
    if (!handle) throw new Error(`No subgraph "${primary.serviceName}" is connected to this gateway.`);
    return handle.subscribe({
      query: primary.operation,
      operationName: primary.operationName,
      kind: 'subscription',
      variables: Object.fromEntries(
        primary.variableUsages?.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])) ?? [],
      ),
      request: requestFor(primary.serviceName, context.request),
      stateLike: !numbered,
    });
  }

  /** What a client is told when its stream breaks; faults are masked where errors are formatted. */
  function told(error: unknown, trace: TraceContext): GraphQLError {
    if (error instanceof GraphQLError) return error;
    if (error instanceof StreamOverflow) return slowConsumer();
    if (error instanceof StreamRefused && error.errors[0]) return toGraphQLError(error.errors[0]);
    if (!(error instanceof SubgraphUnavailable))
      return new GraphQLError('The stream failed.', { originalError: error as Error });
    log.error({ event: 'stream_broken', ...idsOf(trace), err: error });
    return new GraphQLError(
      'The service behind this stream does not answer now. Subscribe again in a moment, with the last number.',
      {
        extensions: { code: 'SERVICE_UNAVAILABLE' },
      },
    );
  }

  return async (subscription) => {
    const { planned, variables, context, numbered, outbox } = subscription;
    const { trace } = context.request;
    let upstream: SubgraphStream;
    try {
      const opened = await subscribeAtOwner(subscription);
      if ('errors' in opened) return { errors: opened.errors.map(toGraphQLError) };
      upstream = opened;
    } catch (error) {
      return { errors: [told(error, trace)] };
    }

    const started = performance.now();
    let events = 0;
    let ended = false;
    subscriptionOpened();

    function end(why: string): void {
      if (ended) return;
      ended = true;
      subscriptionEnded(log, { name: planned.operationName, events, ms: performance.now() - started, why, trace });
      upstream.return?.().catch((err: unknown) => log.warn({ event: 'stream_not_released', ...idsOf(trace), err }));
    }

    async function produce(): Promise<IteratorResult<ExecutionResult>> {
      if (!numbered) await outbox.drained();
      else if (!(await outbox.keepsUp())) throw slowConsumer();
      const event = ended ? null : await upstream.next();
      if (!event || event.done) {
        end('completed');
        return { value: undefined, done: true };
      }
      const result = await executor.execute(
        planned,
        variables,
        { data: event.value.data, errors: event.value.errors },
        context,
      );
      events++;
      return ended ? { value: undefined, done: true } : { value: result, done: false };
    }

    // Not an async generator: its return() would wait for the next event, and the upstream would live on until then.
    const stream: AsyncIterableIterator<ExecutionResult> = {
      next: () =>
        produce().catch((error: unknown) => {
          const shown = told(error, trace);
          end(String(shown.extensions.code ?? 'failed'));
          throw shown;
        }),
      async return() {
        end('left');
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]: () => stream,
    };
    return stream;
  };
}
