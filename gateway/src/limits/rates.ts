import type { Actor } from '@comptoir/kit';
import { GraphQLError } from 'graphql';
import type { Limits } from './limits.ts';
import type { RateStore } from './rate-store.ts';

export type RateChecks = {
  /** Counts one operation of a person, an API key, or an address without identity. */
  countOperation(caller: { actor: Actor | null; address: string }): Promise<void>;
  /** Before credentials are looked into: whether the address has not shown too many bad ones. Counts nothing. */
  mayIdentify(address: string): Promise<void>;
  /** Counts credentials that were not good. */
  countBadCredentials(address: string): Promise<void>;
  /** Counts the root fields of a mutation that have a rate of their own. */
  countMutations(address: string, rootFields: readonly string[]): Promise<void>;
};

const BAD_CREDENTIALS = 'Too many bad credentials from this address';

/** Each check throws RATE_LIMITED, with the seconds to wait, when the rate is used up. */
export function createRateChecks(store: RateStore, limits: Limits): RateChecks {
  async function take(key: string, amount: number, limit: number, what: string): Promise<void> {
    const seconds = await store.take(key, amount, limit);
    if (seconds > 0) throw rateLimited(limit, seconds, what);
  }

  return {
    async countOperation({ actor, address }) {
      // A person counts once however many sessions are open; an API key counts for itself.
      if (actor) await take(`person:${actor.sub}`, 1, limits.operationsPerPerson, 'Too many operations');
      else await take(`address:${address}`, 1, limits.operationsPerAddress, 'Too many operations from this address');
    },
    async mayIdentify(address) {
      // Nothing is taken: refused as soon as one more would be.
      const limit = limits.operationsPerAddress;
      const seconds = await store.take(`credentials:${address}`, 0, limit - 1);
      if (seconds > 0) throw rateLimited(limit, seconds, BAD_CREDENTIALS);
    },
    async countBadCredentials(address) {
      await take(`credentials:${address}`, 1, limits.operationsPerAddress, BAD_CREDENTIALS);
    },
    async countMutations(address, rootFields) {
      const logins = rootFields.filter((name) => name === 'login').length;
      const registrations = rootFields.filter((name) => name === 'register').length;
      if (logins > 0)
        await take(`login:${address}`, logins, limits.loginsPerAddress, 'Too many log-ins from this address');
      if (registrations > 0)
        await take(
          `register:${address}`,
          registrations,
          limits.registrationsPerAddress,
          'Too many registrations from this address',
        );
    },
  };
}

function rateLimited(limit: number, seconds: number, what: string): GraphQLError {
  return new GraphQLError(`${what}: at most ${limit} a minute. Try again in ${seconds} s.`, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfterSeconds: seconds,
      http: { status: 429, headers: new Map([['retry-after', String(seconds)]]) },
    },
  });
}
