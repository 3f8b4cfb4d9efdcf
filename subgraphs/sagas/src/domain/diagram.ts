import type { SagaDefinition } from './saga.ts';

export type Transition = { from: string; to: string };

/** Every change of state that the machine can make with this definition; its test compares the two. */
export function transitionsOf(saga: SagaDefinition<never>): Transition[] {
  const { initial, failed, compensated } = saga.states;
  const undoingOf = (end: number): string => {
    const step = saga.steps.findLast((candidate, at) => at < end && candidate.undo !== null);
    return step?.states.undoing ?? failed;
  };
  const all: Transition[] = [];
  const add = (from: string, ...to: string[]) => all.push(...to.map((state) => ({ from, to: state })));

  // Told to stop: the first step may have been tried, which writes nothing.
  add(initial, saga.steps[0]?.states.running ?? '', ...(saga.pivotAt > 0 ? [undoingOf(1)] : []));
  saga.steps.forEach(({ states, undo, mustAnswer }, at) => {
    add(states.running, states.done);
    const following = saga.steps[at + 1];
    if (following) add(states.done, following.states.running);
    if (states.failed) {
      // Refused: nothing happened in this step. Unknown and given up: it perhaps did, and is undone too.
      add(states.running, states.failed);
      add(states.failed, undoingOf(at), ...(at < saga.pivotAt && !mustAnswer ? [undoingOf(at + 1)] : []));
    }
    if (at < saga.pivotAt) add(states.running, undoingOf(at + 1));
    if (undo && states.undoing) {
      const earlier = undoingOf(at);
      add(states.undoing, earlier === failed ? (compensated as string) : earlier);
    }
  });
  return [...new Map(all.map((transition) => [`${transition.from} ${transition.to}`, transition])).values()];
}

/** The same as the text of a Mermaid state diagram. */
export function mermaidOf(saga: SagaDefinition<never>): string {
  const lines = [
    `[*] --> ${saga.states.initial}`,
    ...transitionsOf(saga).map(({ from, to }) => `${from} --> ${to}`),
    ...saga.finalStates.map((state) => `${state} --> [*]`),
  ];
  return `stateDiagram-v2\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}
