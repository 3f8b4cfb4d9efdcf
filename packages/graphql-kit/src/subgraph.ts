import type { Actor, ContextName } from '@comptoir/kit';
import type { TraceContext } from '@comptoir/telemetry';
import type { GraphQLSchema } from 'graphql';

/** The refresh cookie: read and written by the users context only, carried by the gateway. */
export type SessionCookie = {
  refreshToken: string | null;
  /** Null removes the cookie. */
  setRefreshToken(token: string | null, expiresAt?: Date): void;
};

/** What the gateway hands to a subgraph with each operation, by reference in one process, signed in headers in a fleet. */
export type SubgraphRequest = {
  actor: Actor | null;
  trace: TraceContext;
  client: { address: string; userAgent: string };
  cookie: SessionCookie;
};

/** Every subgraph's resolvers get at least this as their context value. */
export type RequestContext = SubgraphRequest;

/** One dependency of a process. Without an optional one the process is degraded, but ready all the same. */
export type HealthLine = { name: string; ok: boolean; detail?: string; optional?: boolean };

/**
 * A question that another context may ask of this one while it answers a request. Takes the arguments of all calls of one
 * tick and answers in their order. In a fleet it is served on the internal port, signed by the caller.
 */
export type InternalEndpoint = (calls: unknown[]) => Promise<unknown[]>;

/** A file that is made while it is read. */
export type DownloadAnswer = { contentType: string; fileName: string; body: AsyncIterable<string> };

/** Makes a file for the caller, who has no more rights than in the graph: denials and malformed questions are thrown as there. */
export type Download = (request: SubgraphRequest, question: URLSearchParams) => Promise<DownloadAnswer>;

/** A subgraph as a library: processes and the one-process system wrap it, tests start it with overrides. */
export type Subgraph<C extends RequestContext = RequestContext> = {
  name: ContextName;
  schema: GraphQLSchema;
  /** Builds the context value of one operation (data loaders live as long as it does). */
  context(request: SubgraphRequest): C;
  internal: Record<string, InternalEndpoint>;
  /** Files by name, under `/downloads/<context>/` of the gateway. */
  downloads?: Record<string, Download>;
  health(): Promise<HealthLine[]>;
  dispose(): Promise<void>;
};
