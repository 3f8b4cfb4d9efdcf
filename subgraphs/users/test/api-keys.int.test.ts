import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CREATE_KEY, REVOKE_KEY, startUsers, type TestPerson, type TestUsers } from './harness.ts';

let system: TestUsers;
let admin: TestPerson;
beforeAll(async () => {
  system = await startUsers();
  admin = await system.aPerson('ADMIN');
}, 60_000);
afterAll(() => system.dispose());

describe('API keys', () => {
  it('are shown once, kept as a hash, act as their person, and end when revoked', async () => {
    const manager = await system.aPerson('MANAGER', [randomUUID()]);
    const created = await admin.value(CREATE_KEY, { input: { name: 'Till 3', userId: manager.id } });
    const key = String(created.key);
    const id = String(created.apiKey?.id);
    const prefix = String(created.apiKey?.prefix);
    expect(key).toMatch(/^ck_[0-9a-f]{12}\.[\w-]{43}$/);
    const actor = { sub: manager.id, role: 'MANAGER', storeIds: manager.actor?.storeIds, sessionId: id };
    const verify = system.users.internal.verifyApiKey;
    expect(await verify?.([{ key }, { key: `${key}x` }, { key: 'nonsense' }, { key: `${prefix}.` }])).toEqual([
      actor,
      null,
      null,
      null,
    ]);
    const { rows } = await system.pool.query<{ text: string }>(
      `SELECT row_to_json(api_key)::text || encode(secret_hash, 'escape') AS text FROM api_key`,
    );
    for (const { text } of rows) expect(text).not.toContain(key.split('.')[1]);
    expect((await admin.ask('{ apiKeys { edges { node { prefix } } } }')).text).toContain(prefix);

    expect(await admin.value(REVOKE_KEY, { input: { apiKeyId: id } })).toMatchObject({
      apiKey: { revokedAt: expect.any(String) },
    });
    expect((await admin.value(REVOKE_KEY, { input: { apiKeyId: id } })).__typename).toBe('RevokeApiKeySuccess');
    await system.toldOf(id);
    expect(await verify?.([{ key }])).toEqual([null]);
    expect((await system.events(id)).map(({ type }) => type)).toEqual(['ApiKeyCreated', 'ApiKeyRevoked']);
  });

  it('says when a key ends', async () => {
    const expiresAt = '2999-01-01T00:00:00.000Z';
    const { key } = await admin.value(CREATE_KEY, { input: { name: 'till', expiresAt } });
    expect(await system.users.internal.verifyApiKey?.([{ key }])).toMatchObject([{ expiresAt: Date.parse(expiresAt) }]);
  });

  it('refuses what makes no sense', async () => {
    const create = (input: object) => admin.value(CREATE_KEY, { input });
    expect(await create({ name: ' ' })).toMatchObject({ code: 'VALIDATION' });
    expect(await create({ name: 'x', expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      fields: [{ path: ['expiresAt'] }],
    });
    expect(await create({ name: 'x', userId: randomUUID() })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await admin.value(REVOKE_KEY, { input: { apiKeyId: 'x' } })).toMatchObject({ code: 'NOT_FOUND' });
  });
});
