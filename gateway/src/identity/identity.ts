import type { Actor, Clock } from '@comptoir/kit';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RateChecks } from '../limits/rates.ts';
import { credentialsSought } from '../telemetry/events.ts';
import type { TokenVerifier } from './access-token.ts';
import type { VerifiedKey } from './identity-port.ts';
import type { Revocations } from './revocations.ts';

/** What a caller shows: the header `authorization` (or that field of `connection_init`), or an API key. */
export type Credentials = { authorization?: string | undefined; apiKey?: string | undefined };

/** Who it is, and until when that holds. */
export type Caller = {
  actor: Actor | null;
  /** Milliseconds; infinite for anonymous callers and API keys without an end. */
  expiresAt: number;
  /** When the token was issued or the key last looked up: revocations before that are taken into account already. */
  knownAt: number;
};

export type Identity = {
  /**
   * Throws UNAUTHENTICATED for credentials that are not good, and RATE_LIMITED once an address has shown too many of
   * those; without any the caller is anonymous.
   */
  identify(credentials: Credentials, address: string): Promise<Caller>;
  /** Whether a caller that was identified before still is who it was. */
  isCurrent(caller: Caller): boolean;
};

const ANONYMOUS: Caller = { actor: null, expiresAt: Number.POSITIVE_INFINITY, knownAt: 0 };
const REMEMBERED_TOKENS = 20_000;
const REMEMBERED_KEYS = 1_000;
const API_KEY_TTL_MS = 10_000;
const LONGEST_TOKEN = 4_096;
/** `prefix.secret`, as users makes them. Nothing else is asked for: keys of one turn share a statement. */
const API_KEY = /^[\w-]{1,64}\.[\w-]{1,128}$/;

export function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions.code === 'UNAUTHENTICATED';
}

/** Identity at the edge: a token is verified once and remembered by its text until it expires or is revoked. */
export function createIdentity({
  verifyToken,
  verifyApiKey,
  revocations,
  rates,
  clock,
}: {
  verifyToken: TokenVerifier;
  verifyApiKey: (key: string) => Promise<VerifiedKey | null>;
  revocations: Revocations;
  rates: Pick<RateChecks, 'mayIdentify' | 'countBadCredentials'>;
  clock: Clock;
}): Identity {
  const tokens = new LRUCache<string, Caller>({ max: REMEMBERED_TOKENS });
  const keys = new LRUCache<string, Caller>({ max: REMEMBERED_KEYS, ttl: API_KEY_TTL_MS });

  const isCurrent = (caller: Caller): boolean =>
    caller.actor === null ||
    (caller.expiresAt > clock().getTime() && !revocations.revokes(caller.actor, caller.knownAt));

  /** Looks into credentials that are not remembered: whoever guesses is counted, and in the end not looked at. */
  async function lookInto(address: string, verify: () => Promise<Caller>): Promise<Caller> {
    await rates.mayIdentify(address);
    try {
      return await verify();
    } catch (error) {
      if (isUnauthenticated(error)) await rates.countBadCredentials(address);
      throw error;
    }
  }

  async function byToken(authorization: string, address: string): Promise<Caller> {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!token || token.length > LONGEST_TOKEN) throw unauthenticated('authorization: send "Bearer <access token>".');
    const known = tokens.get(token);
    credentialsSought('tokens', known !== undefined);
    const caller = known ?? (await lookInto(address, () => verifyToken(token)));
    if (!isCurrent(caller)) {
      tokens.delete(token);
      throw unauthenticated('The session has ended or the token has expired: refresh the session or sign in.');
    }
    tokens.set(token, caller);
    return caller;
  }

  async function byKey(apiKey: string, address: string): Promise<Caller> {
    if (!API_KEY.test(apiKey)) throw unauthenticated('x-api-key: send the key as it was shown, "prefix.secret".');
    const known = keys.get(apiKey);
    credentialsSought('api_keys', known !== undefined);
    return known && isCurrent(known) ? known : lookInto(address, () => askForKey(apiKey));
  }

  async function askForKey(apiKey: string): Promise<Caller> {
    // Dated before it is asked: a revocation that arrives meanwhile counts against the answer.
    const knownAt = clock().getTime();
    const verified = await verifyApiKey(apiKey);
    if (!verified) throw unauthenticated('x-api-key: the key is unknown or revoked.');
    const { expiresAt = Number.POSITIVE_INFINITY, ...actor } = verified;
    const caller: Caller = { actor, expiresAt, knownAt };
    if (!isCurrent(caller)) throw unauthenticated('x-api-key: the key ended or its rights changed just now.');
    keys.set(apiKey, caller);
    return caller;
  }

  return {
    isCurrent,
    async identify({ authorization, apiKey }, address) {
      if (authorization) return byToken(authorization, address);
      if (apiKey) return byKey(apiKey, address);
      return ANONYMOUS;
    },
  };
}
