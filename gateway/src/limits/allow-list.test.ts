import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAllowList, persistedQueryCache, readManifest } from './allow-list.ts';

const body = 'query Me { me { id } }';
const id = createHash('sha256').update(body).digest('hex');
const manifest = (operations: object[]) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });

describe('the list of persisted operations', () => {
  it('is read from a manifest, whose ids must be the hashes of the texts', () => {
    expect(readManifest(manifest([{ id, name: 'Me', type: 'query', body }]))).toEqual(new Map([[id, body]]));
    expect(() => readManifest(manifest([{ id: 'x', body }]))).toThrow('x has another text');
    expect(() => readManifest('{}')).toThrow();
  });

  it('lets its operations through and no others; without a list everything', () => {
    const check = createAllowList(new Map([[id, body]]));
    expect(() => check(body)).not.toThrow();
    expect(() => check(`${body} `)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'PERSISTED_QUERY_NOT_IN_LIST' }) }),
    );
    expect(() => createAllowList(null)('{ anything }')).not.toThrow();
  });

  it('is known by hash alone, and so is what clients have sent', async () => {
    const cache = persistedQueryCache(new Map([[id, body]]));
    expect(await cache.get(`apq:${id}`)).toBe(body);
    expect(await cache.get('apq:other')).toBeUndefined();
    await cache.set('apq:other', '{ me { id } }');
    expect(await cache.get('apq:other')).toBe('{ me { id } }');
  });
});
