import { closeLostHolds } from './movements.ts';
import type { StepDeps } from './step.ts';

/** Gives back what is held by these reservations, whoever they were for. Answers how many were still held. */
export async function releaseLostHolds(
  { holds, committed }: Pick<StepDeps, 'holds' | 'committed'>,
  reservationIds: readonly string[],
): Promise<number> {
  const { figures, count } = await holds.transact(async (tx) => {
    const locked = [...(await tx.lockHolds(reservationIds)).values()];
    const held = locked.filter(({ state }) => state === 'HELD');
    if (held.length === 0) return { figures: null, count: 0 };
    const writes = await closeLostHolds(tx, held, 'undone');
    return { figures: await tx.write({ ...writes, records: [] }), count: held.length };
  });
  if (figures) committed(figures);
  return count;
}
