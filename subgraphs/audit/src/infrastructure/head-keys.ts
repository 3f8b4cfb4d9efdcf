import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { HeadCheck, HeadSigner, UnsignedHead } from '../domain/signed-head.ts';

/** What the signature is over. */
const textOf = ({ seq, hash, signedAt }: UnsignedHead): Buffer =>
  Buffer.from(`comptoir audit head\n${seq}\n${hash}\n${signedAt}\n`);

const idOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(String(key.export({ format: 'jwk' }).x))
    .digest('hex')
    .slice(0, 16);

/** Signs with an Ed25519 key, given as a private JSON Web Key in text. */
export function createHeadSigner(privateJwk: string): HeadSigner {
  const key = createPrivateKey({ key: JSON.parse(privateJwk), format: 'jwk' });
  const keyId = idOf(createPublicKey(key));
  return (head) => ({ ...head, keyId, signature: sign(null, textOf(head), key).toString('base64url') });
}

/** Checks with the public halves of the keys that signed; a private JSON Web Key does too. */
export function createHeadCheck(jwks: readonly string[]): HeadCheck {
  const keys = new Map(
    jwks.map((jwk) => {
      const key = createPublicKey({ key: JSON.parse(jwk), format: 'jwk' });
      return [idOf(key), key];
    }),
  );
  return (head) => {
    const key = keys.get(head.keyId);
    return key ? verify(null, textOf(head), key, Buffer.from(head.signature, 'base64url')) : null;
  };
}
