import { setTimeout as wait } from 'node:timers/promises';
import type { Queues } from '@comptoir/messaging';
import type { EngineWake } from '../application/saga-store.ts';

/** The queue whose jobs say nothing but "look for work": what waits is decided by PostgreSQL. */
export const SAGAS_QUEUE = 'sagas';

const SLOT_MS = 25;
const BETWEEN_MS = 10;

/**
 * At most one wake of this process is on its way to the queue, and one in ten milliseconds; those that come
 * meanwhile share the next. Jobs have no ids of their own making: a job that runs would swallow a new one of its name.
 */
export function createEngineWake(
  queue: Pick<ReturnType<Queues['queue']>, 'add'>,
  notWoken: (error: unknown) => void,
): EngineWake {
  let adding = false;
  let again = false;
  const planned = new Set<number>();

  async function now(): Promise<void> {
    again = true;
    if (adding) return;
    adding = true;
    while (again) {
      again = false;
      await queue.add('wake', {}).catch(notWoken);
      await wait(BETWEEN_MS, undefined, { ref: false });
    }
    adding = false;
  }

  return {
    now: () => void now(),
    later(ms) {
      const slot = Math.ceil((performance.now() + ms) / SLOT_MS);
      if (planned.has(slot)) return;
      planned.add(slot);
      const delay = Math.ceil(slot * SLOT_MS - performance.now());
      setTimeout(() => planned.delete(slot), delay).unref();
      queue.add('wake', {}, { delay }).catch(notWoken);
    },
  };
}
