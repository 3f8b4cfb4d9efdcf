/** Writes the secrets of `docker compose up` to .env, once: random passwords, and the key pairs of the gateway and of the audit chain. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const secret = () => randomBytes(24).toString('base64url');
const pair = (privateName, publicName) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = (key) => JSON.stringify(key.export({ format: 'jwk' }));
  return { [privateName]: `'${jwk(privateKey)}'`, [publicName]: `'${jwk(publicKey)}'` };
};
const drawn = {
  POSTGRES_PASSWORD: secret(),
  GRAFANA_PASSWORD: secret(),
  INTERNAL_SECRET: secret() + secret(),
  ...pair('ACTOR_PRIVATE_KEY', 'ACTOR_PUBLIC_KEY'),
  ...pair('AUDIT_SIGNING_KEY', 'AUDIT_PUBLIC_KEY'),
};

const written = existsSync('.env') ? readFileSync('.env', 'utf8') : '';
// What a .env of an earlier version lacks is added; what stands there is never changed: databases hang on it.
const lines = Object.entries(drawn).filter(([name]) => !new RegExp(`^${name}=`, 'm').test(written));
appendFileSync('.env', lines.map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
console.log(
  lines.length === 0
    ? '.env is complete: nothing was changed. Remove it to draw new secrets (and reset the volumes with it).'
    : '.env is written. Now: docker compose up',
);
