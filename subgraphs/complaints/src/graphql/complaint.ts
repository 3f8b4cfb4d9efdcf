import { forbidden } from '@comptoir/graphql-kit';
import { isUuid, unsealText } from '@comptoir/kit';
import { isInScope, scopeOf } from '../application/policies.ts';
import type { Complaint as Row } from '../infrastructure/complaint-reads.ts';
import type { Identified } from '../infrastructure/live-complaints.ts';
import type { ComplaintsContext } from './context.ts';
import { timeline } from './timeline.ts';

type Ref = { id: string };
/** As its events tell it, or as a list does. */
type Parent = Identified | Row;

/** The complaint as its events tell it now, so that nobody sees their own change late. FORBIDDEN where it is not theirs to see. */
export async function readComplaint({ id }: Ref, context: ComplaintsContext): Promise<Identified | null> {
  const scope = scopeOf(context.actor);
  const complaint = isUuid(id) ? await context.complaints.load(id.toLowerCase()) : null;
  if (complaint && !isInScope(scope, complaint)) throw forbidden('This complaint is somebody else’s.');
  return complaint;
}

const reference = (id: string | null): Ref | null => (id === null ? null : { id });

/** What the customer wrote, for whoever may read the complaint. */
const unsealed =
  (of: 'title' | 'description') =>
  async (complaint: Parent, _: unknown, { personKeys }: ComplaintsContext): Promise<string | null> => {
    const text = complaint[of];
    const key = text && (await personKeys.load(complaint.customerId));
    return key ? unsealText(key, text, complaint.id) : null;
  };

/** Fields of Complaint. Those not named here are fields of its parent. */
export const Complaint = {
  __resolveReference: readComplaint,
  number: ({ number }: Parent) => Number(number),
  title: unsealed('title'),
  description: unsealed('description'),
  customer: ({ customerId }: Parent) => reference(customerId),
  assignee: ({ assigneeId }: Parent) => reference(assigneeId),
  sale: ({ saleId }: Parent) => reference(saleId),
  timeline,
};
