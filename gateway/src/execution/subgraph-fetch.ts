import type { SessionCookie, SubgraphRequest } from '@comptoir/graphql-kit';
import { idsOf, type Logger } from '@comptoir/telemetry';
import { getOperationAST, Kind, parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphHandle, SubgraphOperation, SubgraphResult } from '../subgraphs/handle.ts';
import { subgraphFetched } from '../telemetry/events.ts';
import type { OperationContext } from './operation-context.ts';

export type FetchFromSubgraph = (fetch: {
  subgraph: string;
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  context: OperationContext;
}) => Promise<SubgraphResult>;

const NO_COOKIE: SessionCookie = { refreshToken: null, setRefreshToken: () => undefined };

/** The refresh cookie goes to and comes from users only. */
export function requestFor(subgraph: string, request: SubgraphRequest): SubgraphRequest {
  return subgraph === 'users' ? request : { ...request, cookie: NO_COOKIE };
}

/**
 * One fetch of a plan. A subgraph that cannot be reached answers with SERVICE_UNAVAILABLE at each field it was asked
 * for, so that exactly those are null and the rest of the page stands.
 */
export function createSubgraphFetch({
  subgraphs,
  log,
}: {
  subgraphs: readonly SubgraphHandle[];
  log: Logger;
}): FetchFromSubgraph {
  const handles = new Map(subgraphs.map((handle) => [handle.name, handle]));
  const shapes = new LRUCache<string, FetchShape>({ max: 2_000 });

  function shapeOf(query: string): FetchShape {
    let shape = shapes.get(query);
    if (!shape) shapes.set(query, (shape = readShape(parse(query, { noLocation: true }))));
    return shape;
  }

  return async ({ subgraph, query, operationName, variables, context }) => {
    const handle = handles.get(subgraph);
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const shape = shapeOf(query);
    const operation: SubgraphOperation = {
      query,
      operationName,
      kind: shape.kind,
      variables,
      request: requestFor(subgraph, context.request),
    };
    try {
      if (!handle) throw new Error(`No subgraph "${subgraph}" is connected to this gateway.`);
      const result = await handle.fetch(operation);
      subgraphFetched({ subgraph, seconds: seconds(), outcome: result.errors?.length ? 'errors' : 'ok' });
      return result;
    } catch (err) {
      subgraphFetched({ subgraph, seconds: seconds(), outcome: 'unavailable' });
      log.error({
        event: 'subgraph_unavailable',
        ...idsOf(context.request.trace),
        subgraph,
        operation: operationName,
        err,
      });
      return unavailable(subgraph, shape, variables);
    }
  };
}

type FetchShape = {
  kind: SubgraphOperation['kind'];
  /** Response names of root fields; null for an entity fetch. */
  roots: string[] | null;
  /** Entity fetch: response names by type condition. */
  entities: Map<string, string[]>;
};

function responseNames(set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return selection.name.value === '__typename' ? [] : [(selection.alias ?? selection.name).value];
    return selection.kind === Kind.INLINE_FRAGMENT ? responseNames(selection.selectionSet) : [];
  });
}

function readShape(document: DocumentNode): FetchShape {
  const operation = getOperationAST(document);
  if (!operation) throw new Error('A fetch of a plan has exactly one operation.');
  const { selectionSet } = operation;
  const kind = operation.operation;
  const [first] = selectionSet.selections;
  if (first?.kind !== Kind.FIELD || first.name.value !== '_entities')
    return { kind, roots: responseNames(selectionSet), entities: new Map() };
  const entities = new Map<string, string[]>();
  for (const selection of first.selectionSet?.selections ?? []) {
    if (selection.kind !== Kind.INLINE_FRAGMENT) continue;
    const type = selection.typeCondition?.name.value ?? '';
    entities.set(type, [...(entities.get(type) ?? []), ...responseNames(selection.selectionSet)]);
  }
  return { kind, roots: null, entities };
}

/** The answer of a subgraph that did not answer: an error at each place that stays null because of it. */
function unavailable(
  subgraph: string,
  { roots, entities }: FetchShape,
  variables: Record<string, unknown>,
): SubgraphResult {
  const error = (...path: (string | number)[]) => ({
    message: `The service "${subgraph}" does not answer now; try again in a moment.`,
    path,
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  if (roots) return { data: null, errors: roots.map((name) => error(name)) };
  const representations = (variables.representations ?? []) as { __typename: string }[];
  const errors = representations.flatMap(({ __typename }, i) => {
    const names = entities.get(__typename) ?? [...entities.values()].flat();
    return [...new Set(names)].map((name) => error('_entities', i, name));
  });
  return { data: null, errors };
}
