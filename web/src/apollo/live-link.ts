import { ApolloLink, CombinedGraphQLErrors, Observable } from '@apollo/client';
import type { Client } from 'graphql-ws';
import { print, type FormattedExecutionResult } from 'graphql';

const SLOW_CONSUMER_WAIT_MS = 500;

type Variables = Record<string, unknown>;
type Data = Record<string, unknown>;

/**
 * Subscriptions over WebSocket. One that is numbered (its document has the variable `afterVersion`) goes on behind the last
 * version it was given, whether its socket was lost or the server said that the page cannot keep up.
 */
export function createLiveLink(
  client: Pick<Client, 'subscribe'>,
  wait: (work: () => void, ms: number) => void = setTimeout,
): ApolloLink {
  return new ApolloLink((operation) => {
    const { query, operationName } = operation;
    const numbered = query.definitions.some(
      (definition) =>
        definition.kind === 'OperationDefinition' &&
        definition.variableDefinitions?.some(({ variable }) => variable.name.value === 'afterVersion'),
    );
    return new Observable((observer) => {
      // graphql-ws writes the payload anew at each connection: what is changed in it here is what it asks for next time.
      const variables: Variables = { ...operation.variables };
      const payload = { operationName: operationName ?? null, query: print(query), variables };
      let stop = (): void => {};
      let stopped = false;

      const subscribe = (): void => {
        stop = client.subscribe<Data>(payload, {
          next(result) {
            const codes = (result.errors ?? []).map((error) => error.extensions?.['code']);
            if (numbered && codes.includes('SLOW_CONSUMER')) return again();
            if (numbered) variables['afterVersion'] = versionOf(result.data) ?? variables['afterVersion'];
            observer.next(result as FormattedExecutionResult<Data>);
          },
          error(fault) {
            if (stopped) return;
            const slow = Array.isArray(fault) && fault.some((error) => error.extensions?.['code'] === 'SLOW_CONSUMER');
            if (slow) return again();
            observer.error(asError(fault));
          },
          complete: () => !stopped && observer.complete(),
        });
      };
      const again = (): void => {
        stop();
        wait(() => !stopped && subscribe(), SLOW_CONSUMER_WAIT_MS);
      };
      subscribe();
      return () => {
        stopped = true;
        stop();
      };
    });
  });
}

function versionOf(data: Data | null | undefined): number | undefined {
  const entity = Object.values(data ?? {})[0] as { version?: unknown } | null | undefined;
  return typeof entity?.version === 'number' ? entity.version : undefined;
}

function asError(fault: unknown): Error {
  if (fault instanceof Error) return fault;
  if (Array.isArray(fault)) return new CombinedGraphQLErrors({ errors: fault });
  // A close event that graphql-ws does not try again after.
  return new TypeError('The live connection was refused');
}
