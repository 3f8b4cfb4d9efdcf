import { interpret } from '../../src/application/carry-out.ts';
import { afterMove, progressOf, toAdvanceRow } from '../../src/application/record.ts';
import type { HeldRow } from '../../src/application/saga-store.ts';
import { actionName, effectsOf, type Effect } from '../../src/domain/effects.ts';
import type { decide, next } from '../../src/domain/machine.ts';
import type { Answer } from '../../src/domain/move.ts';
import type { Action } from '../../src/domain/saga.ts';
import { LEASE_MS, type SimulatedStore } from './saga-store.ts';
import type { Scene } from './scene.ts';
import type { Actor, Work } from './scheduler.ts';
import { check, count, Fault, now, Violation, type World } from './world.ts';

/** The rules under test. */
export type Machine = { next: typeof next; decide: typeof decide };

const STEP_TIMEOUT_MS = 5_000;
const LATEST_DUPLICATE_MS = 40_000;

type Parts = {
  machine: Machine;
  scene: Scene;
  store: SimulatedStore;
  /** Tells all engines that something waits. */
  wake(): void;
};
type Call = { answer: Answer | null; waiter: Actor | null };

/**
 * A process that carries sagas out as the real engine does: claims, asks, decides, writes, lets go of what must wait or was
 * taken from it. Between any two of these it can end, freeze and be overtaken.
 */
export function startEngine(world: World, parts: Parts): Actor {
  const { scheduler } = world;
  const { saga } = parts.scene;
  const owner = {};

  function* claiming(): Work {
    for (;;) {
      for (const row of parts.store.claim()) scheduler.start(carrying(row), { owner });
      yield Math.max(1, parts.store.nextDue() - now(world)) + world.random.between(0, 50);
    }
  }

  function* carrying(claimed: HeldRow): Work {
    const { machine, store } = parts;
    for (let held = claimed; ;) {
      yield world.random.between(0, 5);
      const plan = machine.next(saga, progressOf(held, now(world)));
      if (!plan) throw new Violation(`nothing is in hand of ${held.id} in ${held.state}`);
      const answer = 'action' in plan ? yield* carryOut(held, plan.action) : null;
      const move =
        'move' in plan
          ? plan.move
          : machine.decide(saga, progressOf(held, now(world)), plan.action, answer!, world.random.next);
      yield world.random.between(0, 5);
      const written = toAdvanceRow(held, move, now(world), LEASE_MS);
      if (!store.advance(written)) return;
      held = afterMove(held, written, now(world));
      if (move.done || move.parked || move.waitMs > 0) return parts.wake();
      if (!world.random.chance(world.weather.commitUnanswered)) continue;
      world.forgiveMs += LEASE_MS;
      return count(world, 'commit unanswered');
    }
  }

  function* carryOut({ id, startedAtMs }: HeldRow, action: Action): Work<Answer> {
    let answer: Answer = { outcome: 'done' };
    let decided = false;
    const isForward = action.kind === 'do' && action.step < saga.pivotAt && !saga.steps[action.step]?.mustAnswer;
    const inTime = now(world) - startedAtMs < saga.pivotDeadlineMs;
    check('no step is begun behind the deadline', !isForward || inTime, () => id);
    for (const effect of effectsOf(saga, action)) {
      const given = yield* ask(id, actionName(saga, action), effect);
      answer = interpret(given, effect.decides, decided);
      if (answer.outcome !== 'done') return answer;
      decided ||= effect.decides;
    }
    return answer;
  }

  /** One call with all that can become of it on a network. */
  function* ask(id: string, name: string, { call, decides }: Effect<never>): Work<Answer> {
    const { random, weather } = world;
    const one: Call = { answer: null, waiter: scheduler.running() };
    const inMs = random.chance(weather.slow) ? random.between(0, 2 * STEP_TIMEOUT_MS) : random.between(0, 20);
    // What only prepares or follows may not say no, and what if it does.
    const refuses = !decides && random.chance(weather.refusal);
    if (refuses) one.answer = { outcome: 'refused', code: 'NO', message: 'It is refused for no reason.' };
    else if (!random.chance(weather.lost)) scheduler.start(carriedOut(id, name, call, one), { inMs });
    if (!refuses && random.chance(weather.duplicate))
      scheduler.start(carriedOut(id, name, call, { answer: null, waiter: null }), {
        inMs: random.between(0, LATEST_DUPLICATE_MS),
      });
    for (const until = now(world) + STEP_TIMEOUT_MS; !one.answer && now(world) < until;) yield until - now(world);
    world.trace?.(`${id} ${name}: ${one.answer?.outcome ?? 'no answer'}`);
    return one.answer ?? { outcome: 'unknown', message: 'No answer in time.' };
  }

  function* carriedOut(id: string, name: string, call: Effect<never>['call'], one: Call): Work {
    try {
      const answer = yield* parts.scene.steps(call, id);
      world.trace?.(`  ${name} of ${id} took place: ${answer.outcome}${one.waiter ? '' : ' (duplicate)'}`);
      if (world.random.chance(world.weather.answerLost)) return;
      one.answer = answer;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      one.answer = { outcome: 'unknown', message: error.message };
    }
    if (one.waiter) scheduler.wake(one.waiter);
  }

  return scheduler.start(claiming(), { owner });
}
