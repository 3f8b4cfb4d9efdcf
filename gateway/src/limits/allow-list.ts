import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Texts of operations by their SHA-256, as client tools call a persisted query. */
export type PersistedOperations = ReadonlyMap<string, string>;

/** The format that Apollo's tools write: `generate-persisted-query-manifest`. */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Reads a manifest. Throws, naming the operation, when an id is not the hash of its text. */
export function readManifest(json: string): PersistedOperations {
  const { operations } = manifestSchema.parse(JSON.parse(json));
  return new Map(
    operations.map(({ id, body }) => {
      if (id !== hashOf(body))
        throw new Error(`The persisted operation ${id} has another text: write the manifest anew.`);
      return [id, body];
    }),
  );
}

/** Throws PERSISTED_QUERY_NOT_IN_LIST for a text that is not on the list. Without a list everything may be asked. */
export function createAllowList(operations: PersistedOperations | null): (text: string) => void {
  return (text) => {
    if (!operations || operations.has(hashOf(text))) return;
    throw new GraphQLError('This gateway answers only the operations that its clients were published with.', {
      extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST', http: { status: 400 } },
    });
  };
}

/** Apollo Server puts this before the hashes. */
const PREFIX = 'apq:';
const CACHE_CHARACTERS = 8 * 1024 * 1024;

/** Persisted queries: those of the list are known from the start, others once a client has sent their text. */
export function persistedQueryCache(operations: PersistedOperations | null) {
  const sent = new LRUCache<string, string>({ maxSize: CACHE_CHARACTERS, sizeCalculation: (text) => text.length + 1 });
  return {
    get: async (key: string) => operations?.get(key.replace(PREFIX, '')) ?? sent.get(key),
    set: async (key: string, text: string) => void sent.set(key, text),
    delete: async (key: string) => sent.delete(key),
  };
}
