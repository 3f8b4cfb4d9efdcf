import { isUuid } from '@comptoir/kit';
import { conflictOf, done, refused, type Outcome } from '../../domain/problems.ts';
import type { Store } from '../../domain/store.ts';
import { requireAdmin } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type CloseStoreInput = { id: string; expectedVersion?: number | null };

/** Closes a shop for good. One that is closed already is answered as it is. */
export const closeStore =
  (deps: Deps) =>
  async (caller: Caller, { id, expectedVersion }: CloseStoreInput): Promise<Outcome<Store>> => {
    const { sub } = requireAdmin(caller.actor);
    return deps.transact(caller, async (tx): Promise<Outcome<Store>> => {
      const store = isUuid(id) ? await tx.storeForUpdate(id) : null;
      if (!store) return refused({ code: 'NOT_FOUND', what: 'store', id });
      if (store.closedAt) return done(store);
      const conflict = conflictOf(store, expectedVersion);
      if (conflict) return refused(conflict);
      const closedAt = await tx.now();
      const next = { ...store, closedAt, version: store.version + 1 };
      await tx.saveStore(next);
      await tx.append({
        ...{ type: 'StoreClosed', streamType: 'store', streamId: store.id, streamVersion: next.version },
        data: { closedAt: closedAt.toISOString() },
      });
      deps.telemetry.storeClosed(store.id, sub);
      return done(next);
    });
  };
