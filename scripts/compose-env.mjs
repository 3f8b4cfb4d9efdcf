/** Writes the secrets of `docker compose up` to .env, once: random passwords and the gateway's key pair. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

if (existsSync('.env')) {
  console.log(
    '.env is there already: nothing was changed. Remove it to draw new secrets (and reset the volumes with it).',
  );
} else {
  const secret = () => randomBytes(24).toString('base64url');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = (key) => JSON.stringify(key.export({ format: 'jwk' }));
  const lines = [
    `POSTGRES_PASSWORD=${secret()}`,
    `GRAFANA_PASSWORD=${secret()}`,
    `INTERNAL_SECRET=${secret()}${secret()}`,
    `ACTOR_PRIVATE_KEY='${jwk(privateKey)}'`,
    `ACTOR_PUBLIC_KEY='${jwk(publicKey)}'`,
  ];
  writeFileSync('.env', `${lines.join('\n')}\n`, { mode: 0o600 });
  console.log('.env is written. Now: docker compose up');
}
