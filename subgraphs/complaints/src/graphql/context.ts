import { entityLoader, type RequestContext } from '@comptoir/graphql-kit';
import type { PersonKeys } from '@comptoir/kit';
import DataLoader from 'dataloader';
import type { Commands } from '../application/commands/all.ts';
import { foldOf } from '../application/commands/change.ts';
import type { ComplaintStore, StoredFact } from '../application/ports.ts';
import type { ComplaintReads } from '../infrastructure/complaint-reads.ts';
import type { Identified, LiveComplaints } from '../infrastructure/live-complaints.ts';
import type { ComplaintsTelemetry } from '../telemetry/events.ts';

/** What outlives an operation: use cases and reads. */
export type ComplaintsParts = {
  commands: Commands;
  reads: ComplaintReads;
  store: Pick<ComplaintStore, 'load'>;
  keys: Pick<PersonKeys, 'keysOf'>;
  live: LiveComplaints;
  telemetry: ComplaintsTelemetry;
};

/** What resolvers of this context get: the request, reads, and loaders that live as long as the operation. */
export type ComplaintsContext = RequestContext & ComplaintsParts & ReturnType<typeof createLoaders>;

// They batch and keep nothing: an operation that is a subscription lives for hours.
const unkept = { cache: false };

function createLoaders({ store, keys }: ComplaintsParts) {
  return {
    /** By id: complaints as their events tell them now. */
    complaints: entityLoader<Identified>(
      async (ids) =>
        [...(await store.load(ids))].flatMap(([id, facts]) => {
          const complaint = foldOf(facts);
          return complaint ? [{ ...complaint, id }] : [];
        }),
      ({ id }) => id,
      unkept,
    ),
    /** By id: all events of a complaint. */
    streams: new DataLoader<string, StoredFact[]>(async (ids) => {
      const found = await store.load(ids);
      return ids.map((id) => found.get(id) ?? []);
    }, unkept),
    /** By person; null where there is none. */
    personKeys: new DataLoader<string, Uint8Array | null>(async (ids) => {
      const found = await keys.keysOf([...new Set(ids)]);
      return ids.map((id) => found.get(id) ?? null);
    }, unkept),
  };
}

export const createContext = (request: RequestContext, parts: ComplaintsParts): ComplaintsContext => ({
  ...request,
  ...parts,
  ...createLoaders(parts),
});
