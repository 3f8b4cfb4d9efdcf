import { complaintStream, type EventEnvelope } from '@comptoir/contracts';
import { groupBy } from '@comptoir/kit';
import type { Projection } from '@comptoir/messaging';
import { addDays } from './complaint-days.ts';
import { insertRows, readRows, type ComplaintFold } from './complaint-rows.ts';

/** Folds what is new of a stream into its complaint; what is known already changes nothing. */
function foldOn(before: ComplaintFold | null, events: readonly EventEnvelope[]): ComplaintFold | null {
  let complaint = before;
  for (const event of events) {
    const version = complaint?.version ?? 0;
    if (event.streamVersion <= version) continue;
    if (event.streamVersion > version + 1)
      throw new Error(
        `Complaint ${event.streamId} stands at ${version}: event ${event.streamVersion} comes too early.`,
      );
    complaint = complaintStream.apply(complaint, event as EventEnvelope & complaintStream.ComplaintStreamEvent);
  }
  return complaint;
}

/** Complaints as lists show them, and what they add up to a day: the fold of their events, and the difference that it makes. */
export const complaintsProjection: Projection = {
  name: 'complaints',
  version: 1,
  async apply(client, events, table) {
    const streams = groupBy(events, ({ streamId }) => streamId);
    const known = await readRows(client, table('complaint'), [...streams.keys()]);
    const changes = [...streams].flatMap(([id, own]) => {
      const before = known.get(id) ?? null;
      const after = foldOn(before, own);
      return after && after !== before ? [{ id, before, after }] : [];
    });
    if (changes.length === 0) return;
    const rows = insertRows(
      table('complaint'),
      changes.map(({ id, after }) => ({ id, ...after })),
      1,
    );
    const days = addDays(table('complaint_day'), changes, rows.values.length + 1);
    await client.query(`WITH days AS (${days.text}) ${rows.text}`, [...rows.values, ...days.values]);
  },
};
