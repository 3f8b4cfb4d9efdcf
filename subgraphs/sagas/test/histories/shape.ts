import { effectsOf } from '../../src/domain/effects.ts';
import type { Action, SagaDefinition } from '../../src/domain/saga.ts';

/** What a running saga relies on in its definition. Deadlines, retries and what the steps do inside may change freely. */
export type Shape = {
  states: { initial: string; failed: string; compensated: string | null };
  pivot: string;
  steps: { name: string; states: Record<string, string>; undo: boolean }[];
  /** What is in hand in each state that a saga can rest in. */
  rests: Record<string, string>;
  /** What carries out each of these, in order: a call that is left out would be missing from sagas that began with it. */
  calls: Record<string, string[]>;
};

export function shapeOf(saga: SagaDefinition<never>): Shape {
  const { initial, failed, compensated = null } = saga.states;
  const labelOf = (action: Action): string =>
    action.kind === 'abandon' ? 'abandon' : `${action.kind} ${saga.steps[action.step]?.name}`;
  const actions = [...saga.actions];
  return {
    states: { initial, failed, compensated },
    pivot: saga.pivot,
    steps: saga.steps.map(({ name, states, undo }) => ({ name, states: { ...states }, undo: undo !== null })),
    rests: Object.fromEntries(actions.map(([state, action]) => [state, action ? labelOf(action) : 'the end'])),
    calls: Object.fromEntries(
      actions.flatMap(([, action]) =>
        action ? [[labelOf(action), effectsOf(saga, action).map(({ call }) => call.name)]] : [],
      ),
    ),
  };
}

/** What is different now, in words. */
export function changesOf(was: Shape, is: Shape): string[] {
  const names = (shape: Shape): string[] => shape.steps.map(({ name }) => name);
  const changes: string[] = [];
  const both = names(was).filter((name) => names(is).includes(name));
  for (const name of names(was)) if (!both.includes(name)) changes.push(`the step ${name} is gone`);
  for (const name of names(is)) if (!both.includes(name)) changes.push(`the step ${name} is new`);
  const order = names(is).filter((name) => both.includes(name));
  if (order.join() !== both.join())
    changes.push(`the steps are in another order: ${order.join(', ')}, and were ${both.join(', ')}`);
  if (was.pivot !== is.pivot) changes.push(`the pivot is ${is.pivot}, and was ${was.pivot}`);
  changes.push(...renamed('the saga', was.states, is.states));
  for (const [inHand, before] of Object.entries(was.calls)) {
    const after = is.calls[inHand];
    if (after && after.join() !== before.join())
      changes.push(`${inHand} calls ${after.join(', ') || 'nothing'}, and called ${before.join(', ') || 'nothing'}`);
  }
  for (const before of was.steps) {
    const after = is.steps.find(({ name }) => name === before.name);
    if (!after) continue;
    if (before.undo && !after.undo) changes.push(`${before.name} has no undo any more`);
    if (!before.undo && after.undo)
      changes.push(`${before.name} has an undo now, and what was done before may need none`);
    changes.push(...renamed(before.name, before.states, after.states));
  }
  return changes;
}

function renamed(whose: string, was: Record<string, string | null>, is: Record<string, string | null>): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((kind) => {
    const [before, after] = [was[kind] ?? null, is[kind] ?? null];
    return before === after ? [] : [`\`${kind}\` of ${whose} is ${after ?? 'no state'}, and was ${before ?? 'none'}`];
  });
}

/** States in which a running saga may rest now, and in which the code would do something else with it, or nothing at all. */
export const strandedIn = (was: Shape, is: Shape): string[] =>
  Object.entries(was.rests).flatMap(([state, inHand]) => {
    if (inHand === 'the end' || is.rests[state] === inHand) return [];
    return [`${state} (${inHand}; now ${is.rests[state] ?? 'unknown'})`];
  });
