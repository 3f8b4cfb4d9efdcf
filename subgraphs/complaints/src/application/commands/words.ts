import { refuse, sealedFor } from '@comptoir/kit';
import type { Complaint, ComplaintDecision } from '../../domain/complaint.ts';
import { ofTheForgotten } from '../../domain/input-faults.ts';
import type { Deps } from '../ports.ts';

type Words = { path: 'text' | 'comment' | 'reason'; text: string | null; boundTo: string };

/** Decides with what somebody says, as it is kept; refuses words about a complaint of somebody who was forgotten: nobody could read them. */
export async function withWords(
  { personKeys }: Pick<Deps, 'personKeys'>,
  { customerId }: Complaint,
  { path, text, boundTo }: Words,
  decide: (kept: string | null) => ComplaintDecision,
): Promise<ComplaintDecision> {
  const kept = await sealedFor(personKeys, customerId, text, boundTo);
  const decision = decide(kept);
  const isLost = decision.ok && text !== null && kept === null;
  return isLost ? refuse({ code: 'VALIDATION', fields: [ofTheForgotten(path)] }) : decision;
}
