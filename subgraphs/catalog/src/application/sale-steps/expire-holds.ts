import { closeLostHolds } from './movements.ts';
import type { StepDeps } from './step.ts';

/** Puts what was held too long back on sale, at most `most` holds at once. Answers how many. Any number of processes may run it. */
export async function expireHolds(
  { holds, committed }: Pick<StepDeps, 'holds' | 'committed'>,
  most = 128,
): Promise<number> {
  const { figures, count } = await holds.transact(async (tx) => {
    const expired = [...(await tx.lockExpired(most)).values()];
    if (expired.length === 0) return { figures: null, count: 0 };
    const writes = await closeLostHolds(tx, expired, 'expired');
    return { figures: await tx.write({ ...writes, records: [] }), count: expired.length };
  });
  if (figures) committed(figures);
  return count;
}
