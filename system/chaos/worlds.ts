import type { BreakName } from './breaks.ts';
import type { Schedule } from './schedule.ts';
import { startWorld, type World } from './world.ts';

/** A fleet serves so many schedules. */
const SCHEDULES_A_WORLD = 12;

/** One world after the other: a schedule gets the one that is there, or a new one where it needs its own. */
export function createWorlds(broken: BreakName | null, stop: AbortSignal) {
  let world: World | null = null;
  let served = 0;

  async function leave(how?: { keep: boolean }): Promise<void> {
    const left = world;
    world = null;
    served = 0;
    await left?.stop(how);
  }

  return {
    async worldFor({ empty, clockMs }: Schedule): Promise<World> {
      const isPlain = !empty && clockMs === 0;
      if (world && isPlain && !world.options.empty && world.options.clockMs === 0 && served < SCHEDULES_A_WORLD) {
        served++;
        return world;
      }
      await leave();
      world = await startWorld({ empty, clockMs, broken }, stop);
      served = 1;
      return world;
    },
    leave,
  };
}
