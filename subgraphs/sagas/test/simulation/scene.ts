import type { SetStep } from '@comptoir/contracts';
import type { Answer } from '../../src/domain/move.ts';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import type { Stored } from './saga-store.ts';
import type { Work } from './scheduler.ts';
import type { World } from './world.ts';

/** What a saga works on: the other contexts as far as it touches them, and what their books must say. */
export type Scene = {
  saga: SagaDefinition<never>;
  /** What a call does, commit by commit. */
  steps(call: SetStep<never>, sagaId: string): Work<Answer>;
  isBehindPivot(sagaId: string): boolean;
  /** What goes on beside the sagas, now and then. */
  tick(): void;
  /** What a person does before a saga goes on. */
  mend(sagaId: string): void;
  /** When nothing is on its way any more. */
  checkEnd(saga: Stored): void;
};

export type SetScene = (world: World, ids: readonly string[]) => Scene;

/** Ports whose steps are known by their names and do nothing: the simulation carries them out. */
export function namedSteps<Name extends string>() {
  const names = new Map<SetStep<never>, Name>();
  const steps = new Map<string, SetStep<never>>();
  const port = <Steps extends object>(): Steps =>
    new Proxy({} as Steps, {
      get(_, name: Name) {
        const step = steps.get(name) ?? (() => Promise.reject(new Error(`${name} is simulated.`)));
        steps.set(name, step);
        names.set(step, name);
        return step;
      },
    });
  return { port, nameOf: (step: SetStep<never>): Name => names.get(step)! };
}
