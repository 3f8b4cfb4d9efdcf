import { forbidden, requireActor } from '@comptoir/graphql-kit';
import { isUuid, keyFaults, sealedFor, tidied, uuidv7 } from '@comptoir/kit';
import { file, type Complaint } from '../../domain/complaint.ts';
import { keyOfAnotherComplaint, textFaults } from '../../domain/input-faults.ts';
import { refused, done, type Outcome } from '../../domain/problems.ts';
import { asked } from '../asked.ts';
import type { Caller, Deps, FilingKey } from '../ports.ts';
import { conflictOf, foldOf, originOf, told, type Changed } from './change.ts';

export type FileComplaintInput = Pick<Complaint, 'category'> & {
  title: string;
  description: string;
  priority?: Complaint['priority'] | null;
  saleId?: string | null;
  requestedResolution?: Complaint['requestedResolution'];
  idempotencyKey?: string | null;
  expectedVersion?: number | null;
};

/** Files a complaint of the caller; one about a sale only where the sale is theirs. A key that was used before answers with what was filed under it. */
export const fileComplaint =
  (deps: Deps) =>
  async (caller: Caller, input: FileComplaintInput): Promise<Outcome<Changed>> => {
    const { sub: customerId } = requireActor(caller.actor);
    const [title, description] = [tidied(input.title), tidied(input.description)];
    const { idempotencyKey: key = null } = input;
    const fields = [...textFaults('title', title, true), ...textFaults('description', description, true)];
    if (key !== null) fields.push(...keyFaults(key));
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });
    const conflict = conflictOf(0, input.expectedVersion);
    if (conflict) return refused(conflict);
    const saleId = input.saleId?.toLowerCase() ?? null;
    const filing = key === null ? null : { customerId, key };
    const known = filing && (await filedBefore(deps, filing, saleId));
    if (known) return known;
    const sale = saleId !== null && isUuid(saleId) ? await ownerOf(deps, saleId) : null;
    if (saleId !== null && !sale) return refused({ code: 'NOT_FOUND', what: 'sale', id: saleId });
    if (sale && sale.userId !== customerId) throw forbidden('Only the buyer complains about a sale.');

    const id = uuidv7();
    const decision = file(
      {
        ...{ number: await deps.store.nextNumber(), customerId, saleId, storeId: sale?.storeId ?? null },
        title: await sealedFor(deps.personKeys, customerId, title, id),
        description: await sealedFor(deps.personKeys, customerId, description, id),
        ...{ category: input.category, priority: input.priority ?? 'MEDIUM' },
        requestedResolution: input.requestedResolution ?? null,
      },
      new Date().toISOString(),
    );
    if (!decision.ok) return decision;
    const written = await deps.store.append(id, 0, decision.events, originOf(caller, customerId), filing);
    if (written) return done(told(deps, id, written, written));
    const first = filing && (await filedBefore(deps, filing, saleId));
    if (!first) throw new Error(`Complaint ${id} was there before it was filed.`);
    return first;
  };

const ownerOf = ({ saleOwner, telemetry }: Deps, saleId: string) =>
  asked('sales', telemetry, () => saleOwner({ saleId }));

/** What was filed under the key, as it is now; null where nothing was. */
async function filedBefore(
  { store }: Deps,
  filing: FilingKey,
  saleId: string | null,
): Promise<Outcome<Changed> | null> {
  const id = await store.filedUnder(filing);
  if (id === null) return null;
  const facts = (await store.load([id])).get(id) ?? [];
  const complaint = foldOf(facts);
  const last = facts.at(-1);
  if (!complaint || !last) throw new Error(`Complaint ${id} has a key and no events.`);
  return complaint.saleId === saleId
    ? done({ id, complaint, position: last.position })
    : refused(keyOfAnotherComplaint);
}
