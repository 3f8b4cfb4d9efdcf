import type { RequestContext, Subgraph, SubgraphRequest } from '@comptoir/graphql-kit';
import type { Actor } from '@comptoir/kit';
import { newTrace } from '@comptoir/telemetry';
import { graphql, parse, subscribe, type ExecutionResult, type GraphQLError } from 'graphql';

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & { __typename?: string };
export type Answer = { data: Loose; errors: readonly GraphQLError[] };

/** Somebody who asks a subgraph. */
export type Asker = {
  ask(query: string, variables?: object): Promise<Answer>;
  /** The one root field's value; throws the error where there is one. */
  value(query: string, variables?: object): Promise<Loose>;
  /** A subscription; throws the error where it is refused. */
  open(query: string, variables?: object): Promise<AsyncGenerator<ExecutionResult<Record<string, Loose>>>>;
};

/** Asks a subgraph's schema, each question in a context of its own, as the gateway would have verified who it is. */
export function asking<C extends RequestContext>(
  { schema, context }: Pick<Subgraph<C>, 'schema' | 'context'>,
  actor: Actor | null,
): Asker {
  const request = (): SubgraphRequest => ({
    actor,
    trace: newTrace(),
    client: { address: '192.0.2.7', userAgent: 'jest' },
    cookie: { refreshToken: null, setRefreshToken: () => undefined },
  });
  async function ask(source: string, variables: object = {}): Promise<Answer> {
    const contextValue = context(request());
    const { data, errors } = await graphql({ schema, source, variableValues: { ...variables }, contextValue });
    return { data: JSON.parse(JSON.stringify(data ?? {})) as Loose, errors: errors ?? [] };
  }
  return {
    ask,
    async value(query, variables) {
      const { data, errors } = await ask(query, variables);
      if (errors[0]) throw errors[0];
      return Object.values(data)[0] as Loose;
    },
    async open(query, variables = {}) {
      const [document, contextValue] = [parse(query), context(request())];
      const stream = await subscribe({ schema, document, variableValues: { ...variables }, contextValue });
      if (!(Symbol.asyncIterator in stream)) throw stream.errors?.[0] ?? new Error('No stream.');
      return stream as AsyncGenerator<ExecutionResult<Record<string, Loose>>>;
    },
  };
}
