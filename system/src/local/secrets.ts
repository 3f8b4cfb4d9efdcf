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
};

export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const { privateKey, publicKey } = createActorKey();
  const secrets: Secrets = {
    internal: randomBytes(32).toString('base64url'),
    actorPrivateKey: privateKey,
    actorPublicKey: publicKey,
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
