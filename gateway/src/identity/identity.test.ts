import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { createLogger, metrics } from '@comptoir/telemetry';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import { memoryRateStore } from '../limits/rate-store.ts';
import { createRateChecks } from '../limits/rates.ts';
import type { VerifiedKey } from './identity-port.ts';
import { createIdentity, type Caller } from './identity.ts';
import { createRevocations, type Revocation } from './revocations.ts';

const log = createLogger('test', 'silent');
const apiKey = 'ck_0123456789ab.secret-_0';
const actor: Actor = { sub: 'u', role: 'CLIENT', storeIds: [], sessionId: 's' };
const tick = () => new Promise((resolve) => setImmediate(resolve));

function setUp(revoked: Revocation[] = []) {
  let now = 10_000;
  const bus = memoryBus();
  const clock = () => new Date(now);
  let verified = 0;
  const keys = new Map<string, VerifiedKey>([[apiKey, { ...actor, sessionId: 'key-id' }]]);
  const revocations = createRevocations({ bus, list: async () => revoked, clock, log });
  const identity = createIdentity({
    verifyToken: async (): Promise<Caller> => (verified++, { actor, expiresAt: 20_000, knownAt: 9_000 }),
    verifyApiKey: async (key) => {
      verified++;
      const found = keys.get(key) ?? null;
      await tick();
      return found;
    },
    revocations,
    rates: createRateChecks(memoryRateStore(clock), { ...DEFAULT_LIMITS, operationsPerAddress: 3 }),
    clock,
  });
  return { identity, revocations, bus, keys, advance: (ms: number) => (now += ms), verifications: () => verified };
}

const bearer = { authorization: 'Bearer token' };
const REFUSED = { extensions: { code: 'UNAUTHENTICATED' } };

describe('identity', () => {
  it('verifies a token once and remembers it until it expires', async () => {
    const { identity, advance, verifications } = setUp();
    expect((await identity.identify(bearer, 'here')).actor).toEqual(actor);
    await identity.identify(bearer, 'here');
    expect(verifications()).toBe(1);
    advance(15_000);
    await expect(identity.identify(bearer, 'here')).rejects.toMatchObject(REFUSED);
  });

  it.each([
    ['tokens', bearer],
    ['api_keys', { apiKey }],
  ])('counts what it remembered and what it did not: %s', async (cache, credentials) => {
    const counted = async () =>
      Promise.all(
        [metrics.cacheMisses, metrics.cacheHits].map(
          async (counter) => (await counter.get()).values.find(({ labels }) => labels.cache === cache)?.value ?? 0,
        ),
      );
    const { identity } = setUp();
    const [misses = 0, hits = 0] = await counted();
    for (let n = 0; n < 3; n++) await identity.identify(credentials, 'here');
    expect(await counted()).toEqual([misses + 1, hits + 2]);
  });

  it('takes those without credentials as nobody, and refuses other schemes', async () => {
    const { identity } = setUp();
    expect((await identity.identify({}, 'here')).actor).toBeNull();
    await expect(identity.identify({ authorization: 'Basic abc' }, 'here')).rejects.toMatchObject(REFUSED);
    await expect(identity.identify({ authorization: `Bearer ${'x'.repeat(5_000)}` }, 'here')).rejects.toMatchObject(
      REFUSED,
    );
  });

  it.each(['u', 's'])('ends when %s is revoked, and tells those who listen', async (key) => {
    const { identity, revocations, bus } = setUp();
    const caller = await identity.identify(bearer, 'here');
    let told = 0;
    revocations.onRevoked(() => told++);
    bus.publish('identity', [{ key, at: 9_500 }]);
    await tick();
    expect(told).toBe(1);
    expect(identity.isCurrent(caller)).toBe(false);
    await expect(identity.identify(bearer, 'here')).rejects.toMatchObject(REFUSED);
  });

  it('is not touched by revocations older than the token, or of others', async () => {
    const { identity, bus } = setUp();
    bus.publish('identity', [
      { key: 'u', at: 8_000 },
      { key: 'other', at: 9_500 },
    ]);
    await tick();
    expect(identity.isCurrent(await identity.identify(bearer, 'here'))).toBe(true);
  });

  it('knows what was revoked before this process started', async () => {
    const { identity, revocations } = setUp([{ key: 's', at: 9_500 }]);
    expect(revocations.health().ok).toBe(false);
    await revocations.start();
    expect(revocations.health().ok).toBe(true);
    await expect(identity.identify(bearer, 'here')).rejects.toMatchObject(REFUSED);
    revocations.dispose();
  });

  it('asks for an API key again after a revocation, and now and then', async () => {
    const { identity, bus, keys, verifications } = setUp();
    await identity.identify({ apiKey }, 'here');
    await identity.identify({ apiKey }, 'here');
    expect(verifications()).toBe(1);
    keys.clear();
    bus.publish('identity', [{ key: 'key-id', at: 10_000 }]);
    await tick();
    await expect(identity.identify({ apiKey }, 'here')).rejects.toMatchObject(REFUSED);
    expect(verifications()).toBe(2);
  });

  it.each(['key', 'ck_1.', '.secret', 'ck_1.a\0b', 'ck_1.a b', `ck_1.${'x'.repeat(200)}`, 'ck_1.é', 'ck_1.a\n'])(
    'asks nobody for %j, which no key looks like',
    async (text) => {
      const { identity, verifications } = setUp();
      await expect(identity.identify({ apiKey: text }, 'here')).rejects.toMatchObject(REFUSED);
      expect(verifications()).toBe(0);
    },
  );

  it('lets an API key go when it ends, remembered or not', async () => {
    const { identity, keys, advance } = setUp();
    keys.set(apiKey, { ...actor, expiresAt: 12_000 });
    const caller = await identity.identify({ apiKey }, 'here');
    expect(caller).toMatchObject({ actor, expiresAt: 12_000 });
    expect(caller.actor).toEqual(actor);
    advance(2_000);
    expect(identity.isCurrent(caller)).toBe(false);
    await expect(identity.identify({ apiKey }, 'here')).rejects.toMatchObject(REFUSED);
  });

  it('refuses an API key that was revoked while it was asked for', async () => {
    const { identity, bus, verifications } = setUp();
    bus.publish('identity', [{ key: 'key-id', at: 10_000 }]);
    await expect(identity.identify({ apiKey }, 'here')).rejects.toMatchObject(REFUSED);
    expect(verifications()).toBe(1);
  });

  it('looks into no more credentials of an address that has shown too many bad ones', async () => {
    const { identity, verifications, advance } = setUp();
    await identity.identify({ apiKey }, 'here');
    const guess = (i: number, address = 'here') => identity.identify({ apiKey: `ck_0.guess${i}` }, address);
    for (let i = 0; i < 3; i++) await expect(guess(i)).rejects.toMatchObject(REFUSED);
    expect(verifications()).toBe(4);
    await expect(guess(4)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    expect(verifications()).toBe(4);
    expect((await identity.identify({ apiKey }, 'here')).actor?.sessionId).toBe('key-id');
    await expect(guess(4, 'elsewhere')).rejects.toMatchObject(REFUSED);
    advance(120_000);
    await expect(guess(4)).rejects.toMatchObject(REFUSED);
  });
});
