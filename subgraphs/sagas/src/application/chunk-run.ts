import { LARGEST_CHUNK, type SagaEngine } from './engine.ts';
import type { EngineWake } from './saga-store.ts';
import { createTurns } from './turns.ts';

/** What a job of the queue did: how many sagas it moved, and how many reached each state. */
export type ChunkProgress = { sagas: number; states: Record<string, number> };

/** After so many chunks a job ends and lets the next go on, so that none runs for ever under load. */
const MOST_CHUNKS = 50;
const REPORT_MS = 1_000;

/**
 * A job of the queue `sagas`: takes up a chunk, and more as long as chunks are full; tells what it moved, as its result and
 * once a second meanwhile, and plans the wakes of what must wait. What comes during a chunk has a wake of its own. A process
 * that stops ends behind the chunk in hand and leaves the rest to others.
 */
export function createChunkRun(engine: SagaEngine, wake: EngineWake, stopping: () => boolean) {
  const inTurn = createTurns(LARGEST_CHUNK);
  return async (report: (progress: ChunkProgress) => Promise<void>): Promise<ChunkProgress> => {
    const sagas = new Set<string>();
    const states: Record<string, number> = {};
    let reportedAt = performance.now();
    for (let chunk = 0; chunk < MOST_CHUNKS && !stopping(); chunk++) {
      const result = await inTurn(() => engine.runOnce());
      if (!result) return { sagas: sagas.size, states };
      for (const { sagaId, state } of result.moved) {
        sagas.add(sagaId);
        states[state] = (states[state] ?? 0) + 1;
      }
      result.waitsMs.forEach((ms) => wake.later(ms));
      if (result.claimed < LARGEST_CHUNK) return { sagas: sagas.size, states };
      if (performance.now() - reportedAt < REPORT_MS) continue;
      reportedAt = performance.now();
      await report({ sagas: sagas.size, states });
    }
    wake.now();
    return { sagas: sagas.size, states };
  };
}
