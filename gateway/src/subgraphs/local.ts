import { formatError, type RequestContext, type Subgraph } from '@comptoir/graphql-kit';
import { serveDownload } from '@comptoir/service-kit';
import { createLogger, runWithTrace, type Logger, type TraceContext } from '@comptoir/telemetry';
import { execute, parse, subscribe, type DocumentNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphHandle, SubgraphOperation, SubgraphResult, SubgraphStream } from './handle.ts';

const REMEMBERED_DOCUMENTS = 2_000;

function isStream(
  result: ExecutionResult | AsyncIterable<ExecutionResult>,
): result is AsyncGenerator<ExecutionResult, void, void> {
  return Symbol.asyncIterator in result;
}

/**
 * A subgraph in this process: its documents come from the planner, which has validated them against the supergraph, so
 * they are parsed once a text and executed as they are. Faults are masked and logged here, as a subgraph in a process of
 * its own does it.
 */
export function localSubgraph<C extends RequestContext>(
  subgraph: Subgraph<C>,
  log: Logger = createLogger(subgraph.name),
): SubgraphHandle {
  const documents = new LRUCache<string, DocumentNode>({ max: REMEMBERED_DOCUMENTS });
  const mask = formatError(log);

  function argsOf({ query, operationName, variables, request }: SubgraphOperation): ExecutionArgs {
    let document = documents.get(query);
    if (!document) documents.set(query, (document = parse(query, { noLocation: true })));
    return {
      schema: subgraph.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: subgraph.context(request),
    };
  }

  function answerOf({ data, errors }: ExecutionResult): SubgraphResult {
    return { data, ...(errors && { errors: errors.map((error) => mask(error.toJSON(), error)) }) };
  }

  function answersOf(stream: AsyncGenerator<ExecutionResult, void, void>, trace: TraceContext): SubgraphStream {
    const answers: SubgraphStream = {
      async next() {
        const { value, done } = await runWithTrace(trace, () => stream.next());
        if (done) return { value: undefined, done: true };
        return { value: runWithTrace(trace, () => answerOf(value)), done: false };
      },
      async return() {
        await stream.return();
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]: () => answers,
    };
    return answers;
  }

  return {
    name: subgraph.name,
    fetch: (operation) => runWithTrace(operation.request.trace, async () => answerOf(await execute(argsOf(operation)))),
    subscribe(operation) {
      const { trace } = operation.request;
      return runWithTrace(trace, async () => {
        const result = await subscribe(argsOf(operation));
        return isStream(result) ? answersOf(result, trace) : { errors: answerOf(result).errors ?? [] };
      });
    },
    download: (_path, incoming, response, request) =>
      runWithTrace(request.trace, () => serveDownload(subgraph.downloads ?? {}, incoming, response, request, log)),
    async health() {
      const failing = (await subgraph.health()).filter((line) => !line.ok);
      const detail = failing.map((line) => `${line.name}${line.detail ? `: ${line.detail}` : ''}`).join('; ');
      return { name: subgraph.name, ok: failing.length === 0, ...(detail && { detail }) };
    },
    dispose: async () => undefined,
  };
}
