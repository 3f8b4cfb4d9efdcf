import type { RequestContext, Subgraph } from '@comptoir/graphql-kit';
import { execute, parse, subscribe, type DocumentNode, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphHandle, SubgraphOperation, SubgraphStream } from './handle.ts';

const REMEMBERED_DOCUMENTS = 2_000;

function isStream(result: ExecutionResult | AsyncIterable<ExecutionResult>): result is AsyncGenerator<ExecutionResult, void, void> {
  return Symbol.asyncIterator in result;
}

/**
 * A subgraph in this process: its documents come from the planner, which has validated them against the supergraph, so
 * they are parsed once a text and executed as they are.
 */
export function localSubgraph<C extends RequestContext>(subgraph: Subgraph<C>): SubgraphHandle {
  const documents = new LRUCache<string, DocumentNode>({ max: REMEMBERED_DOCUMENTS });

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

  return {
    name: subgraph.name,
    fetch: async (operation) => execute(argsOf(operation)),
    async subscribe(operation) {
      const result = await subscribe(argsOf(operation));
      if (isStream(result)) return result satisfies SubgraphStream;
      return { errors: result.errors ?? [] };
    },
    async health() {
      const failing = (await subgraph.health()).filter((line) => !line.ok);
      const detail = failing.map((line) => `${line.name}${line.detail ? `: ${line.detail}` : ''}`).join('; ');
      return { name: subgraph.name, ok: failing.length === 0, ...(detail && { detail }) };
    },
    dispose: async () => undefined,
  };
}
