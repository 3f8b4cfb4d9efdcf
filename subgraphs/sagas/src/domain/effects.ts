import type { SetStep } from '@comptoir/contracts';
import type { Action, SagaDefinition } from './saga.ts';

/** One call of an action. Only the one that decides may refuse; the others are retried until they are done. */
export type Effect<Input> = { call: SetStep<Input>; decides: boolean };

/** The calls that carry an action out, in order. */
export function effectsOf<Input>(saga: SagaDefinition<Input>, action: Action): Effect<Input>[] {
  const abandon = saga.abandon.map((call) => ({ call, decides: false }));
  if (action.kind === 'abandon') return abandon;
  const step = saga.steps[action.step];
  if (!step) throw new Error(`Saga ${saga.key} has no step ${action.step}.`);
  if (action.kind === 'do')
    return [
      ...(step.before ? [{ call: step.before, decides: false }] : []),
      { call: step.do, decides: true },
      ...(step.after ? [{ call: step.after, decides: false }] : []),
    ];
  if (!step.undo) throw new Error(`Saga ${saga.key}: ${step.name} holds nothing that could be undone.`);
  const earlier = saga.steps.slice(0, action.step).some((other) => other.undo);
  return [{ call: step.undo, decides: true }, ...(earlier ? [] : abandon)];
}

/** How logs and metrics name an action: the step, with `undo` before it when it is taken back. */
export function actionName(saga: SagaDefinition<never>, action: Action): string {
  if (action.kind === 'abandon') return 'abandon';
  const name = saga.steps[action.step]?.name ?? '';
  return action.kind === 'undo' ? `undo-${name}` : name;
}
