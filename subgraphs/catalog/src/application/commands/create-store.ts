import { uuidv7 } from '@comptoir/kit';
import { done, refused, taken, type Outcome } from '../../domain/problems.ts';
import { addressFaults, storeNameFaults, timeZoneFaults, type Store } from '../../domain/store.ts';
import { tidy } from '../../domain/text.ts';
import { requireAdmin } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type CreateStoreInput = { name: string; address: string; timeZone: string };

/** Opens a new shop, its shelves empty. */
export const createStore =
  (deps: Deps) =>
  async (caller: Caller, { timeZone, ...input }: CreateStoreInput): Promise<Outcome<Store>> => {
    const { sub } = requireAdmin(caller.actor);
    const facts = { name: tidy(input.name), address: tidy(input.address), timeZone };
    const fields = [...storeNameFaults(facts.name), ...addressFaults(facts.address), ...timeZoneFaults(timeZone)];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    return deps.transact(caller, async (tx): Promise<Outcome<Store>> => {
      const openedAt = await tx.now();
      const store: Store = { id: uuidv7(), ...facts, openedAt, closedAt: null, version: 1 };
      if ((await tx.insertStore(store)) === 'NAME_TAKEN')
        return refused(taken('name', `Another store is called "${facts.name}".`));
      await tx.append({
        ...{ type: 'StoreOpened', streamType: 'store', streamId: store.id, streamVersion: 1 },
        data: { ...facts, openedAt: openedAt.toISOString() },
      });
      deps.telemetry.storeOpened(store.id, sub);
      return done(store);
    });
  };
