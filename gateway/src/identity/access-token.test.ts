import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { createTokenVerifier } from './access-token.ts';

const ALGORITHM = 'EdDSA';

describe('the token verifier', () => {
  let key: CryptoKey;
  let jwk: JWK & { kty: string };
  beforeAll(async () => {
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    key = pair.privateKey;
    jwk = { ...(await exportJWK(pair.publicKey)), kty: 'OKP', kid: 'k1' };
  });

  const claims = { sub: 'u', role: 'MANAGER', storeIds: ['s'], sessionId: 'x' };
  const sign = (payload: object, { kid = 'k1', by = key, exp = Date.now() / 1000 + 60 } = {}) =>
    new SignJWT({ iat: 1_000.5, exp, ...payload }).setProtectedHeader({ alg: ALGORITHM, kid }).sign(by);

  it('answers who it is, until when, and since when that is known', async () => {
    const verify = createTokenVerifier(async () => ({ keys: [jwk] }));
    const exp = Math.floor(Date.now() / 1000) + 60;
    expect(await verify(await sign(claims, { exp }))).toEqual({
      actor: claims,
      expiresAt: exp * 1000,
      knownAt: 1_000_500,
    });
  });

  it('refuses what is expired, signed by another, of another algorithm or without claims', async () => {
    const verify = createTokenVerifier(async () => ({ keys: [jwk] }));
    const stranger = (await generateKeyPair(ALGORITHM)).privateKey;
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('1m')
      .sign(Buffer.from(jwk.x ?? ''));
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const refused = [
      await sign(claims, { exp: 1 }),
      await sign(claims, { by: stranger }),
      hmac,
      none,
      'nonsense',
      await sign({ ...claims, role: 'ROOT' }),
    ];
    for (const token of refused)
      await expect(verify(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it('reads the keys again when a token names a new one, but not for each such token', async () => {
    let loads = 0;
    const verify = createTokenVerifier(async () => (loads++, { keys: [jwk] }));
    const unknown = await sign(claims, { kid: 'k2' });
    for (let i = 0; i < 5; i++) await expect(verify(unknown)).rejects.toThrow();
    expect(loads).toBe(1);
  });

  it('tells when the keys cannot be read, and asks again for the next token', async () => {
    let away = true;
    const verify = createTokenVerifier(async () => {
      if (away) throw new Error('users is away');
      return { keys: [jwk] };
    });
    const token = await sign(claims);
    await expect(verify(token)).rejects.toThrow('users is away');
    away = false;
    expect((await verify(token)).actor?.sub).toBe('u');
  });
});
