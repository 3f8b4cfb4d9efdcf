import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { differences } from './checks/index.ts';
import { deal } from './faults.ts';
import { startLoad, type Told } from './load.ts';
import { nameOf, type Schedule } from './schedule.ts';
import { settleRest, settleSagas, type Restless } from './settle.ts';
import { openShop } from './shop.ts';
import type { World } from './world.ts';

/** What came of one schedule: its line in the file of results. */
export type Result = {
  seed: number;
  seconds: number;
  /** Where the seconds went. */
  phases: Record<string, number>;
  orders: number;
  /** By the state in which the sagas of the run ended. */
  ended: Record<string, number>;
  /** Sagas that lost their hold before they could be confirmed. */
  lostHolds: number;
  parked: number;
  refused: number;
  cancelled: number;
  /** Why clients gave up without an answer. */
  unanswered: string[];
  followed: number;
  refunds: Told['refunds'];
  complaints: Told['complaints'];
  paidByCredit: number;
  faults: Record<string, number>;
  /** Why the run shows nothing, although its books may hold. */
  nothingShown: string | null;
  differences: string[];
};

// The one message that told the end may die with its sender; a stream looks again by itself within 25 s.
const FOLLOWERS_MS = 30_000;

/** Plays a schedule in a world, lets everything come to rest, and holds the databases against each other. No blow falls after `stop`. */
export async function runSchedule(world: World, schedule: Schedule, stop: AbortSignal): Promise<Result> {
  const watch = stopwatch();
  const shop = await openShop(world, schedule.stock);
  watch.lap('opening');
  const closing = new AbortController();
  // Each follower listens.
  setMaxListeners(0, closing.signal);
  const restless: Restless = [];
  try {
    const startedAt = performance.now();
    const { told, placed, watched } = startLoad(shop, schedule, randomUUID(), startedAt, closing.signal);
    await Promise.all([deal(world, schedule.faults, startedAt, stop), placed]);
    watch.lap('load and faults');
    await world.untilReady();
    watch.lap('processes');
    const parked = await settleSagas(world, shop.admin, restless);
    watch.lap('sagas');
    await followersAtRest(watched, closing);
    // What followers asked for once they had seen the end: refunds, and what settles complaints.
    const more = await settleSagas(world, shop.admin, restless);
    watch.lap('followers');
    await settleRest(world, restless);
    watch.lap('holds and events');
    const wrong = await differences(world, told);
    watch.lap('checks');
    return {
      seed: schedule.seed,
      ...watch.times(),
      orders: schedule.orders.length,
      ...(await ends(world, told)),
      parked: parked + more,
      refused: told.refused,
      cancelled: told.cancelled,
      unanswered: told.unanswered,
      followed: told.watches.length,
      refunds: told.refunds,
      complaints: told.complaints,
      paidByCredit: told.paidByCredit,
      faults: count(schedule.faults.map(nameOf)),
      nothingShown: tooLittle(told),
      differences: [...restless, ...wrong],
    };
  } finally {
    closing.abort();
    await shop.close();
  }
}

/** Books hold easily where nobody could buy: a run that half of its clients were not answered in shows nothing. */
function tooLittle({ keys, accepted, refused, unanswered }: Told): string | null {
  if (accepted.size + refused >= keys.length / 2) return null;
  return `only ${accepted.size} of ${keys.length} orders were answered: ${unanswered[0] ?? 'nobody knows why'}`;
}

/** Every saga has ended: whoever has not heard of it by now never will. */
async function followersAtRest(watched: () => Promise<void>, closing: AbortController): Promise<void> {
  const late = setTimeout(() => closing.abort(), FOLLOWERS_MS);
  await watched();
  clearTimeout(late);
}

async function ends({ databases }: World, { keys }: Told): Promise<Pick<Result, 'ended' | 'lostHolds'>> {
  const { rows } = await databases.sagas.query<{ state: string; error: string | null }>(
    'SELECT state, error FROM saga WHERE idempotency_key = ANY($1::text[])',
    [keys],
  );
  return {
    ended: count(rows.map(({ state }) => state)),
    lostHolds: rows.filter(({ error }) => error === 'RESERVATION_EXPIRED').length,
  };
}

function stopwatch() {
  const began = performance.now();
  let last = began;
  const phases: Record<string, number> = {};
  const seconds = (ms: number) => Math.round(ms / 100) / 10;
  return {
    lap(phase: string): void {
      phases[phase] = seconds(performance.now() - last);
      last = performance.now();
    },
    times: () => ({ seconds: seconds(last - began), phases }),
  };
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
