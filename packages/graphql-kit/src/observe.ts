import { metrics } from '@comptoir/telemetry';
import { GraphQLError } from 'graphql';

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'RATE_LIMITED'];

type Resolver = (...args: never[]) => unknown;

/** Counts and times each root query of a process by its field: ok, refused (not signed in, no right, bad input) or failed. */
export function observeQueries(service: string, fields: Record<string, Resolver>): Record<string, Resolver> {
  return Object.fromEntries(
    Object.entries(fields).map(([query, resolve]) => [query, observed(service, query, resolve)]),
  );
}

function observed(service: string, query: string, resolve: Resolver): Resolver {
  return async (...args) => {
    const stop = metrics.queryDuration.startTimer({ service, query });
    let outcome = 'failed';
    try {
      const answer = await resolve(...args);
      outcome = 'ok';
      return answer;
    } catch (error) {
      if (error instanceof GraphQLError && REFUSALS.includes(String(error.extensions.code))) outcome = 'refused';
      throw error;
    } finally {
      stop();
      metrics.queries.inc({ service, query, outcome });
    }
  };
}
