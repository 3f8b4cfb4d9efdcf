import { isDataFault } from '@comptoir/database';
import type { AdvanceRow, SagaStore } from './saga-store.ts';

/** Who moved, and whose move the database does not take, by saga: why. Who is in neither is no longer the caller's. */
export type Written = { moved: ReadonlySet<string>; refused: ReadonlyMap<string, unknown> };

/**
 * Writes the moves of a chunk in one statement. When the database does not take what one of them says, they are written in
 * halves, so that it alone is left behind; any other failure is everybody's, and thrown.
 */
export async function writeMoves(advance: SagaStore['advance'], rows: readonly AdvanceRow[]): Promise<Written> {
  try {
    return { moved: await advance(rows), refused: new Map() };
  } catch (error) {
    if (!isDataFault(error)) throw error;
    const [only] = rows;
    if (only && rows.length === 1) return { moved: new Set(), refused: new Map([[only.id, error]]) };
    const middle = Math.ceil(rows.length / 2);
    const first = await writeMoves(advance, rows.slice(0, middle));
    const second = await writeMoves(advance, rows.slice(middle));
    return {
      moved: new Set([...first.moved, ...second.moved]),
      refused: new Map([...first.refused, ...second.refused]),
    };
  }
}
