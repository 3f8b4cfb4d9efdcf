import { latestStream, numberedStream, type Hub, type LiveBus } from '@comptoir/live';
import { complaintStream } from '@comptoir/contracts';
import { wishesOf, type ComplaintFilter, type ComplaintPageWanted } from '../application/queries/complaints.ts';
import type { ComplaintStore, StoredFact } from '../application/ports.ts';
import type { Complaint } from '../domain/complaint.ts';
import type { Complaint as Row } from './complaint-reads.ts';

/** The live channel of complaints. A message says that a complaint has something new, and nothing of what: texts are not for a bus. */
const COMPLAINT_CHANNEL = 'complaint';
const RELOADED = 20;

export type Identified = Complaint & { id: string };

/** Tells subscribers of complaints, and the relay of their events, after the commit. */
export const createAnnounce =
  (bus: LiveBus, wakeRelay: () => void) =>
  (ids: readonly string[]): void => {
    bus.publish(
      COMPLAINT_CHANNEL,
      ids.map((key) => ({ key })),
    );
    wakeRelay();
  };

/** Complaints as they change. */
export function liveComplaints(
  hub: Hub,
  store: Pick<ComplaintStore, 'load'>,
  page: (wanted: ComplaintPageWanted) => Promise<Row[]>,
) {
  const versionsOf = async (id: string) => versions(id, (await store.load([id])).get(id) ?? []);
  const newest = async (id: string): Promise<Identified | null> => (await versionsOf(id)).at(-1) ?? null;
  return {
    /** Every version of one complaint behind `after`, or from the one it has now. */
    versions: (id: string, after: number | null | undefined) =>
      numberedStream<Identified>({
        ...{ hub, channel: COMPLAINT_CHANNEL, key: id, after },
        current: () => newest(id),
        read: async (from, limit) => (await versionsOf(id)).filter(({ version }) => version > from).slice(0, limit),
        itemsOf: () => [],
      }),
    /** Whatever changes and is as the filter says. */
    activity: (filter: ComplaintFilter) =>
      latestStream<Identified | Row>({
        ...{ hub, channel: COMPLAINT_CHANNEL, keys: null },
        async itemOf({ key }) {
          const complaint = await newest(key);
          return complaint && fits(complaint, filter) ? complaint : null;
        },
        reload: () =>
          page({
            ...{ scope: 'all', field: 'updatedAt', direction: 'desc', after: null, take: RELOADED },
            filter: Object.fromEntries(wishesOf(filter)),
          }),
      }),
  };
}

export type LiveComplaints = ReturnType<typeof liveComplaints>;

const fits = (complaint: Identified, filter: ComplaintFilter): boolean =>
  wishesOf(filter).every(([name, value]) => complaint[name as keyof ComplaintFilter] === value);

/** The complaint behind each of its events. */
function versions(id: string, facts: readonly StoredFact[]): Identified[] {
  let complaint = complaintStream.initial;
  return facts.flatMap((fact) => {
    complaint = complaintStream.apply(complaint, fact);
    return complaint ? [{ ...complaint, id }] : [];
  });
}
