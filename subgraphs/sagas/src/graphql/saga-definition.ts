import { mermaidOf, transitionsOf } from '../domain/diagram.ts';
import type { SagaDefinition as Definition, SagaStep } from '../domain/saga.ts';

/** Fields of SagaDefinition. Those not named here are the definition's own. */
export const SagaDefinition = {
  initialState: ({ states }: Definition<never>) => states.initial,
  pivotDeadlineSeconds: ({ pivotDeadlineMs }: Definition<never>) => Math.ceil(pivotDeadlineMs / 1_000),
  transitions: transitionsOf,
  mermaid: mermaidOf,
};

export const SagaStepDefinition = {
  running: ({ states }: SagaStep<never>) => states.running,
  done: ({ states }: SagaStep<never>) => states.done,
  failed: ({ states }: SagaStep<never>) => states.failed ?? null,
  undoing: ({ states }: SagaStep<never>) => states.undoing ?? null,
  deadlineSeconds: ({ deadlineMs }: SagaStep<never>) => Math.ceil(deadlineMs / 1_000),
};
