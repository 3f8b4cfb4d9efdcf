import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { getOperationAST, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { withScalars } from './scalars.ts';

/** One operation of a document, with its plan. Planned once: the entry lives as long as the document in its cache. */
export type PlannedOperation = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  operationName: string | undefined;
  plan: QueryPlan;
};

/** What is known of one supergraph: schemas and plans. A changed supergraph gets a new engine. */
export type Engine = {
  supergraphSdl: string;
  /** What clients see: no federation machinery. */
  apiSchema: GraphQLSchema;
  apiSchemaInternals: ReturnType<Supergraph['apiSchema']>;
  supergraphSchema: GraphQLSchema;
  subgraphNames: string[];
  /** The plan of a validated document's operation; null when it has no operation of that name. */
  plan(document: DocumentNode, operationName: string | null | undefined): PlannedOperation | null;
};

const UNENFORCED = ['@authenticated', '@requiresScopes', '@policy', '@fromContext'];

/** Builds the engine of a supergraph. Throws when it uses directives that the executor would silently not honour. */
export function createEngine(supergraphSdl: string): Engine {
  const unenforced = UNENFORCED.find((directive) => supergraphSdl.includes(` ${directive}`));
  if (unenforced)
    throw new Error(
      `The supergraph uses ${unenforced}, which this gateway does not enforce. Check rights in the subgraph.`,
    );

  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const apiSchemaInternals = supergraph.apiSchema();
  const apiSchema = withScalars(apiSchemaInternals.toGraphQLJSSchema());
  const planner = new QueryPlanner(supergraph);
  // Keyed on the document's identity: caches of documents by text decide how long an entry lives.
  const planned = new WeakMap<DocumentNode, Map<string, PlannedOperation>>();

  return {
    supergraphSdl,
    apiSchema,
    apiSchemaInternals,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    subgraphNames: supergraph.subgraphsMetadata().map(({ name }) => name),
    plan(document, operationName) {
      const byName = planned.get(document) ?? new Map<string, PlannedOperation>();
      const key = operationName ?? '';
      const known = byName.get(key);
      if (known) return known;
      const operation = getOperationAST(document, operationName);
      if (!operation) return null;
      const name = operation.name?.value;
      const plan = planner.buildQueryPlan(
        operationFromDocument(apiSchemaInternals, document, { validate: false, ...(name && { operationName: name }) }),
      );
      const entry: PlannedOperation = { document, operation, operationName: name, plan };
      planned.set(document, byName.set(key, entry));
      return entry;
    },
  };
}
