import type { Actor } from '@comptoir/kit';
import type { JSONWebKeySet } from 'jose';
import type { Revocation } from './revocations.ts';

/** Who an API key acts as, and until when (milliseconds) where it has an end. */
export type VerifiedKey = Actor & { expiresAt?: number };

/** What the gateway asks of the users context, over its internal port. */
export type IdentityPort = {
  jwks(): Promise<JSONWebKeySet>;
  verifyApiKey(key: string): Promise<VerifiedKey | null>;
  revocations(): Promise<Revocation[]>;
};

/** `port` opens one internal endpoint of users: `localPort` in one process, `remotePort` in a fleet. */
export function identityPort(port: <Call, Answer>(endpoint: string) => (call: Call) => Promise<Answer>): IdentityPort {
  const jwks = port<Record<string, never>, JSONWebKeySet>('jwks');
  const verifyApiKey = port<{ key: string }, VerifiedKey | null>('verifyApiKey');
  const revocations = port<Record<string, never>, Revocation[]>('revocations');
  return {
    jwks: () => jwks({}),
    verifyApiKey: (key) => verifyApiKey({ key }),
    revocations: () => revocations({}),
  };
}
