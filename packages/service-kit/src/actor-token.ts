import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { Actor } from '@comptoir/kit';

/**
 * The actor as the gateway vouches for it: `base64url(JSON).base64url(Ed25519 signature)`, good for 60 s. The gateway
 * signs once a session and half-life, not once a call; subgraphs verify once a token (a check costs 0.1 ms of CPU).
 */
const LIFETIME_MS = 60_000;
const AUDIENCE = 'comptoir-subgraph';
const REMEMBERED = 10_000;

type Claims = { actor: Actor | null; aud: string; exp: number };

export type ActorSigner = (actor: Actor | null) => string;

/** Answers the actor (null: an anonymous caller the gateway vouches for); throws when the token is not good. */
export type ActorVerifier = (token: string | undefined) => Actor | null;

/** A fresh Ed25519 key pair as JSON Web Keys in text: the private one for the gateway, the public one for subgraphs. */
export function createActorKey(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519');
  return {
    privateKey: JSON.stringify(pair.privateKey.export({ format: 'jwk' })),
    publicKey: JSON.stringify(pair.publicKey.export({ format: 'jwk' })),
  };
}

const encode = (data: Buffer | string): string => Buffer.from(data).toString('base64url');

function remember<V>(cache: Map<string, V>, key: string, value: V): V {
  if (cache.size >= REMEMBERED) cache.clear();
  cache.set(key, value);
  return value;
}

export function createActorSigner(privateJwk: string): ActorSigner {
  const key = createPrivateKey({ key: JSON.parse(privateJwk), format: 'jwk' });
  const signed = new Map<string, { token: string; renewAt: number }>();
  return (actor) => {
    const subject = actor ? `${actor.sessionId}|${actor.sub}|${actor.role}|${actor.storeIds.join()}` : '';
    const now = Date.now();
    const known = signed.get(subject);
    if (known && known.renewAt > now) return known.token;
    const claims: Claims = { actor, aud: AUDIENCE, exp: now + LIFETIME_MS };
    const body = encode(JSON.stringify(claims));
    const token = `${body}.${encode(sign(null, Buffer.from(body), key))}`;
    return remember(signed, subject, { token, renewAt: now + LIFETIME_MS / 2 }).token;
  };
}

export function createActorVerifier(publicJwk: string): ActorVerifier {
  const key: KeyObject = createPublicKey({ key: JSON.parse(publicJwk), format: 'jwk' });
  const verified = new Map<string, Claims>();
  return (token) => {
    if (!token) throw new Error('No actor: only the gateway may call a subgraph.');
    const claims = verified.get(token) ?? remember(verified, token, check(token, key));
    if (claims.exp < Date.now()) throw new Error('The signed actor has expired.');
    return claims.actor;
  };
}

function check(token: string, key: KeyObject): Claims {
  const [body = '', signature = ''] = token.split('.');
  if (!verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64url')))
    throw new Error('The signature of the actor is not the gateway’s.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
  if (claims.aud !== AUDIENCE) throw new Error(`The actor was signed for "${claims.aud}", not for "${AUDIENCE}".`);
  return claims;
}
