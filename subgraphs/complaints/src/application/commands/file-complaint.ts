import type { SaleOwner } from '@comptoir/contracts';
import { forbidden, requireActor, serviceUnavailable } from '@comptoir/graphql-kit';
import { isUuid, sealedFor, tidied, uuidv7 } from '@comptoir/kit';
import { file, type Complaint } from '../../domain/complaint.ts';
import { textFaults } from '../../domain/input-faults.ts';
import { refused, done, type Outcome } from '../../domain/problems.ts';
import type { Caller, Deps } from '../ports.ts';
import { conflictOf, originOf, told, type Changed } from './change.ts';

export type FileComplaintInput = Pick<Complaint, 'category'> & {
  title: string;
  description: string;
  priority?: Complaint['priority'] | null;
  saleId?: string | null;
  requestedResolution?: Complaint['requestedResolution'];
  expectedVersion?: number | null;
};

/** Files a complaint of the caller; one about a sale only where the sale is theirs. */
export const fileComplaint =
  (deps: Deps) =>
  async (caller: Caller, input: FileComplaintInput): Promise<Outcome<Changed>> => {
    const { sub: customerId } = requireActor(caller.actor);
    const [title, description] = [tidied(input.title), tidied(input.description)];
    const fields = [...textFaults('title', title, true), ...textFaults('description', description, true)];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });
    const conflict = conflictOf(0, input.expectedVersion);
    if (conflict) return refused(conflict);
    const saleId = input.saleId ?? null;
    const sale = saleId === null ? null : await ownerOf(deps, saleId);
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
    const written = await deps.store.append(id, 0, decision.events, originOf(caller, customerId));
    if (!written) throw new Error(`Complaint ${id} was there before it was filed.`);
    return done(told(deps, id, written, written));
  };

async function ownerOf({ saleOwner, telemetry }: Deps, saleId: string): Promise<SaleOwner> {
  if (!isUuid(saleId)) return null;
  try {
    return await saleOwner({ saleId });
  } catch (err) {
    telemetry.ownerUnknown(saleId, err);
    throw serviceUnavailable('Sales');
  }
}
