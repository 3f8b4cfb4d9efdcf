import { mermaidOf, transitionsOf } from '../domain/diagram.ts';
import { patienceOf, type SagaDefinition as Definition, type SagaStep } from '../domain/saga.ts';

type Step = SagaStep<never> & ReturnType<typeof patienceOf>;

/** Fields of SagaDefinition. Those not named here are the definition's own. */
export const SagaDefinition = {
  initialState: ({ states }: Definition<never>) => states.initial,
  steps: (saga: Definition<never>): Step[] => saga.steps.map((step, at) => ({ ...step, ...patienceOf(saga, at) })),
  pivotDeadlineSeconds: ({ pivotDeadlineMs }: Definition<never>) => Math.ceil(pivotDeadlineMs / 1_000),
  transitions: transitionsOf,
  mermaid: mermaidOf,
};

export const SagaStepDefinition = {
  running: ({ states }: Step) => states.running,
  done: ({ states }: Step) => states.done,
  failed: ({ states }: Step) => states.failed ?? null,
  undoing: ({ states }: Step) => states.undoing ?? null,
  deadlineSeconds: ({ deadlineMs }: Step) => Math.ceil(deadlineMs / 1_000),
  retry: ({ retry, attempts }: Step) => ({ ...retry, attempts }),
};
