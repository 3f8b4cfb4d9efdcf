import { uuidv7 } from '@comptoir/kit';
import type { ComplaintStore, StoredFact } from '../src/application/ports.ts';

/** Events of complaints in memory, for tests of what stands on a store. */
export function memoryStore(): ComplaintStore {
  const streams = new Map<string, StoredFact[]>();
  const filings = new Map<string, string>();
  let [position, number] = [0, 0];
  return {
    load: async (ids) =>
      new Map([...streams].filter(([id]) => ids.includes(id)).map(([id, facts]) => [id, [...facts]])),
    async append(id, expectedVersion, facts, _, filing) {
      const key = JSON.stringify(filing);
      if (filing && filings.has(key)) return null;
      const known = streams.get(id) ?? [];
      if (known.length !== expectedVersion) return null;
      const written = facts.map((fact, i) => ({
        ...{ ...fact, eventId: uuidv7(), version: expectedVersion + i + 1, position: ++position },
      }));
      if (filing) filings.set(key, id);
      streams.set(id, [...known, ...written]);
      return written;
    },
    filedUnder: async (filing) => filings.get(JSON.stringify(filing)) ?? null,
    nextNumber: async () => ++number,
  };
}
