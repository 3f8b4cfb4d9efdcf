import type { Actor } from '@comptoir/kit';
import type { JSONWebKeySet } from 'jose';
import type { Revocation } from './revocations.ts';

/** What the gateway asks of the users context, over its internal port. */
export type IdentityPort = {
  jwks(): Promise<JSONWebKeySet>;
  verifyApiKey(key: string): Promise<Actor | null>;
  revocations(): Promise<Revocation[]>;
};

/** `port` opens one internal endpoint of users: `localPort` in one process, `remotePort` in a fleet. */
export function identityPort(port: <Call, Answer>(endpoint: string) => (call: Call) => Promise<Answer>): IdentityPort {
  const jwks = port<Record<string, never>, JSONWebKeySet>('jwks');
  const verifyApiKey = port<{ key: string }, Actor | null>('verifyApiKey');
  const revocations = port<Record<string, never>, Revocation[]>('revocations');
  return {
    jwks: () => jwks({}),
    verifyApiKey: (key) => verifyApiKey({ key }),
    revocations: () => revocations({}),
  };
}
