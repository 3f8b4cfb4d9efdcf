import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HealthLine, SubgraphRequest } from '@comptoir/graphql-kit';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';

/** One fetch of a plan, or the primary fetch of a subscription. */
export type SubgraphOperation = {
  query: string;
  operationName: string | undefined;
  kind: 'query' | 'mutation' | 'subscription';
  variables: Record<string, unknown>;
  request: SubgraphRequest;
};

/** A subscription; of a state-like one only the newest state of each entity need wait for a slow reader. */
export type SubgraphSubscription = SubgraphOperation & { stateLike: boolean };

/** What a subgraph answers: GraphQLErrors of a subgraph in this process, plain ones of a remote. */
export type SubgraphResult = {
  data?: ExecutionResult['data'];
  errors?: readonly GraphQLFormattedError[] | undefined;
  extensions?: ExecutionResult['extensions'];
};

/** Payloads of a subscription, in the order of the subgraph. `return` ends it at the subgraph at once. */
export type SubgraphStream = AsyncIterableIterator<SubgraphResult>;

/**
 * A subgraph as the gateway sees it, in this process or another: only composition roots know which. `fetch` and
 * `subscribe` throw a SubgraphUnavailable when the subgraph cannot be reached; what it answers comes back as it is.
 */
export type SubgraphHandle = {
  name: string;
  fetch(operation: SubgraphOperation): Promise<SubgraphResult>;
  /** A stream, or the errors with which the subgraph refused to begin one. */
  subscribe(subscription: SubgraphSubscription): Promise<SubgraphStream | { errors: readonly GraphQLFormattedError[] }>;
  /** Answers a download of the subgraph's, `/<name>?question`, on this response. */
  download(path: string, incoming: IncomingMessage, response: ServerResponse, request: SubgraphRequest): Promise<void>;
  health(): Promise<HealthLine>;
  /** Releases what the handle opened; a subgraph that was handed in is not disposed. */
  dispose(): Promise<void>;
};

export class SubgraphUnavailable extends Error {
  override name = 'SubgraphUnavailable';
  constructor(subgraph: string, why: string, options?: ErrorOptions) {
    super(`The subgraph "${subgraph}" is not available: ${why}`, options);
  }
}

/** The subgraph ended a stream with errors of its own. */
export class StreamRefused extends Error {
  override name = 'StreamRefused';
  readonly errors: readonly GraphQLFormattedError[];
  constructor(errors: readonly GraphQLFormattedError[]) {
    super(errors[0]?.message ?? 'The subgraph ended the stream.');
    this.errors = errors;
  }
}
