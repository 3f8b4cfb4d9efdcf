import { stockStream } from '@comptoir/contracts';
import { isUuid, uuidv7 } from '@comptoir/kit';
import { conflictOf, done, refused, type FieldFault, type Outcome } from '../../domain/problems.ts';
import { adjustStock as decide, deltaFault, type AdjustmentReason, type StockLevel } from '../../domain/stock.ts';
import { tidied } from '../../domain/text.ts';
import { requireManagerOf } from '../policies.ts';
import type { Caller, Deps } from '../ports.ts';

export type AdjustStockInput = {
  storeId: string;
  productId: string;
  delta: number;
  reason: AdjustmentReason;
  note?: string | null;
  expectedVersion?: number | null;
};

const LONGEST_NOTE = 500;

/** Adds units to a level or takes them away: by hand, with a reason, never below what is held for orders. */
export const adjustStock =
  (deps: Deps) =>
  async (caller: Caller, input: AdjustStockInput): Promise<Outcome<StockLevel>> => {
    const { storeId, productId, delta, reason, expectedVersion } = input;
    const { sub } = requireManagerOf(caller.actor, storeId);
    const note = tidied(input.note) || null;
    const fields = [...deltaFaults(delta), ...noteFaults(note)];
    if (fields.length > 0) return refused({ code: 'VALIDATION', fields });

    const outcome = await deps.transact(caller, async (tx): Promise<Outcome<StockLevel>> => {
      const store = isUuid(storeId) ? await tx.storeForShare(storeId) : null;
      if (!store) return refused({ code: 'NOT_FOUND', what: 'store', id: storeId });
      const level = isUuid(productId) ? await tx.levelForUpdate(storeId, productId) : null;
      if (!level) return refused({ code: 'NOT_FOUND', what: 'product', id: productId });
      // What is still there may leave a closed store; nothing comes in any more.
      if (store.closedAt && delta > 0) return refused({ code: 'STORE_CLOSED', closedAt: store.closedAt });
      const conflict = conflictOf(level, expectedVersion);
      if (conflict) return refused(conflict);
      const decision = decide(level, { delta, reason });
      if (!decision.ok) return refused(decision.problem);

      const pair = { storeId: level.storeId, productId: level.productId };
      const id = uuidv7();
      const adjusted = await tx.adjustLevel({
        ...pair,
        id,
        delta,
        reason,
        note,
        onHandAfter: level.onHand + delta,
        userId: sub,
      });
      await tx.append(
        ...decision.events.map((fact) => ({
          ...{ type: 'StockAdjusted' as const, streamType: 'stock' as const },
          ...{ streamId: stockStream.streamIdOf(pair.storeId, pair.productId), streamVersion: level.streamVersion + 1 },
          data: { adjustmentId: id, ...pair, ...fact },
        })),
      );
      return done(adjusted);
    });
    if (outcome.ok)
      deps.telemetry.stockAdjusted({ storeId, productId, delta, reason, onHand: outcome.value.onHand, by: sub });
    return outcome;
  };

function deltaFaults(delta: number): FieldFault[] {
  const message = deltaFault(delta);
  return message ? [{ path: ['delta'], message }] : [];
}

function noteFaults(note: string | null): FieldFault[] {
  if (!note || note.length <= LONGEST_NOTE) return [];
  return [{ path: ['note'], message: `The note has ${note.length} characters; it may have ${LONGEST_NOTE}.` }];
}
