import { loadConfig } from '@comptoir/service-kit';
import { z } from 'zod';

/** What this context can be told. */
export type AuditSettings = {
  /** Signs the heads of the chain: a private Ed25519 key as a JSON Web Key. Null: this process signs none. */
  signingKey: string | null;
  /** Public halves of the keys that signed: the one of now, and those before it. */
  publicKeys: string[];
  /** Where signed heads are kept outside the database; null: nowhere but there and in the log. */
  headsFolder: string | null;
};

const schema = z.object({
  AUDIT_SIGNING_KEY: z.string().optional(),
  /** One JSON Web Key, or a JSON array of them. */
  AUDIT_PUBLIC_KEY: z.string().optional(),
  AUDIT_HEADS_DIR: z.string().optional(),
});

/** The environment of the process; composition roots hand it on. */
export const environment = process.env;

/** What this context reads from the environment. */
export function auditConfig(env: Record<string, string | undefined>): AuditSettings {
  const config = loadConfig(schema, env);
  const signingKey = config.AUDIT_SIGNING_KEY ?? null;
  const told: unknown = config.AUDIT_PUBLIC_KEY ? JSON.parse(config.AUDIT_PUBLIC_KEY) : [];
  const publicKeys = (Array.isArray(told) ? told : [told]).map((jwk) => JSON.stringify(jwk));
  return {
    signingKey,
    publicKeys: signingKey ? [signingKey, ...publicKeys] : publicKeys,
    headsFolder: config.AUDIT_HEADS_DIR ?? null,
  };
}
