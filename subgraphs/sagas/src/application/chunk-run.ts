import type { SagaEngine } from './engine.ts';
import type { EngineWake } from './saga-store.ts';

/** What a job of the queue did: how many sagas it moved, and how many reached each state. */
export type ChunkProgress = { sagas: number; states: Record<string, number> };

/** After so many chunks a job ends and lets the next go on, so that none runs for ever under load. */
const MOST_CHUNKS = 50;

/**
 * A job of the queue `sagas`: takes up chunks as long as anything waits, tells what it moved, and plans the wakes of what
 * must wait. A wake that comes meanwhile is a job of its own and looks again: none is lost behind an empty look.
 */
export function createChunkRun(engine: SagaEngine, wake: EngineWake) {
  return async (report: (progress: ChunkProgress) => Promise<void>): Promise<ChunkProgress> => {
    const sagas = new Set<string>();
    const states: Record<string, number> = {};
    for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
      const { claimed, moved, waitsMs } = await engine.runOnce();
      if (claimed === 0) return { sagas: sagas.size, states };
      for (const { sagaId, state } of moved) {
        sagas.add(sagaId);
        states[state] = (states[state] ?? 0) + 1;
      }
      waitsMs.forEach((ms) => wake.later(ms));
      await report({ sagas: sagas.size, states });
    }
    wake.now();
    return { sagas: sagas.size, states };
  };
}
