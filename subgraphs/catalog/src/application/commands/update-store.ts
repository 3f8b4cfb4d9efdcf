import { isConflict } from '@comptoir/database';
import { isUuid } from '@comptoir/kit';
import { conflictOf, done, refused, taken, type Outcome } from '../../domain/problems.ts';
import { addressFaults, storeNameFaults, timeZoneFaults, type Store } from '../../domain/store.ts';
import { nameKey, tidied } from '../../domain/text.ts';
import { requireManagerOf } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type UpdateStoreInput = {
  id: string;
  name?: string | null;
  address?: string | null;
  timeZone?: string | null;
  expectedVersion?: number | null;
};

const FIELDS = ['name', 'address', 'timeZone'] as const;

/** Changes what is given of a shop and differs. */
export const updateStore =
  (deps: Deps) =>
  async (caller: Caller, { id, expectedVersion, ...input }: UpdateStoreInput): Promise<Outcome<Store>> => {
    const { sub } = requireManagerOf(caller.actor, id);
    const name = tidied(input.name);
    const address = tidied(input.address);
    const timeZone = input.timeZone ?? undefined;
    const fields = [
      ...(name === undefined ? [] : storeNameFaults(name)),
      ...(address === undefined ? [] : addressFaults(address)),
      ...(timeZone === undefined ? [] : timeZoneFaults(timeZone)),
    ];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    try {
      return await deps.transact(caller, async (tx): Promise<Outcome<Store>> => {
        const store = isUuid(id) ? await tx.storeForUpdate(id) : null;
        if (!store) return refused({ code: 'NOT_FOUND', what: 'store', id });
        if (store.closedAt) return refused({ code: 'STORE_CLOSED', closedAt: store.closedAt });
        const conflict = conflictOf(store, expectedVersion);
        if (conflict) return refused(conflict);
        const facts = {
          name: name ?? store.name,
          address: address ?? store.address,
          timeZone: timeZone ?? store.timeZone,
        };
        if (FIELDS.every((field) => facts[field] === store[field])) return done(store);
        const next = { ...store, ...facts, version: store.version + 1 };
        await tx.saveStore(next);
        await tx.append({
          type: 'StoreUpdated',
          streamType: 'store',
          streamId: store.id,
          streamVersion: next.version,
          data: facts,
        });
        deps.telemetry.storeUpdated(store.id, sub);
        return done(next);
      });
    } catch (error) {
      // The one unique field of this change: another store has the name.
      if (isConflict(error) && name !== undefined && (await deps.storeNameTaken(nameKey(name), id)))
        return refused(taken('name', `Another store is called "${name}".`));
      throw error;
    }
  };
