import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createActorKey } from '@comptoir/service-kit';

/** What the processes of one system share and nobody else knows. Drawn once, kept in the data folder. */
export type Secrets = {
  /** Signs calls between processes; passwords of database roles follow from it. */
  internal: string;
  actorPrivateKey: string;
  actorPublicKey: string;
  /** Signs the heads of the audit chain. */
  auditSigningKey: string;
  auditPublicKey: string;
};

export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secrets: Secrets = { ...drawn(), ...known };
  // A folder of an earlier version lacks what has come since.
  if (Object.keys(known).length < Object.keys(secrets).length)
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function drawn(): Secrets {
  const [actor, audit] = [createActorKey(), createActorKey()];
  return {
    internal: randomBytes(32).toString('base64url'),
    ...{ actorPrivateKey: actor.privateKey, actorPublicKey: actor.publicKey },
    ...{ auditSigningKey: audit.privateKey, auditPublicKey: audit.publicKey },
  };
}

type Env = Record<string, string | undefined>;

/**
 * What checks the audit chain is told, and with `signs` what signs it: keys and folder of the environment, else those of the
 * data folder.
 */
export function auditEnv({ secrets, dataDir }: { secrets: Secrets; dataDir: string }, env: Env, signs: boolean): Env {
  const own = Boolean(env.AUDIT_SIGNING_KEY || env.AUDIT_PUBLIC_KEY);
  return {
    AUDIT_HEADS_DIR: env.AUDIT_HEADS_DIR || join(dataDir, 'audit-heads'),
    AUDIT_PUBLIC_KEY: own ? env.AUDIT_PUBLIC_KEY : secrets.auditPublicKey,
    AUDIT_SIGNING_KEY: own || !signs ? env.AUDIT_SIGNING_KEY : secrets.auditSigningKey,
  };
}
