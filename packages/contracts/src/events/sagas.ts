import { z } from 'zod';

const uuid = z.uuid();
const at = z.iso.datetime();

/** States that one advance went through, oldest first. `Saga.version` counts these; the stream's version counts events. */
const transitions = z.array(z.object({ version: z.int().min(1), state: z.string().min(1), at }));

/** The answer of a step in an event: which step, after how many tries, since when. */
const stepAnswer = { step: z.string().min(1), attempts: z.int().min(0), startedAt: at.nullable() };
/** The step that is taken back next. */
const undoing = z.string().nullable();
const reason = { error: z.string().min(1), message: z.string() };

/** Events that the sagas context records: one an advance, on the stream of the saga. */
export const sagaEvents = {
  SagaStarted: z.object({
    sagaType: z.string().min(1),
    definitionVersion: z.int().min(1),
    /** Names of the steps in order, so that a reader needs no definition. */
    steps: z.array(z.string().min(1)).min(1),
    userId: uuid,
    saleId: uuid.nullable(),
    storeId: uuid.nullable(),
    transitions,
  }),
  /** A first step that could not answer at once. */
  SagaStepStarted: z.object({ ...stepAnswer, transitions }),
  SagaStepCompleted: z.object({ ...stepAnswer, transitions }),
  SagaStepFailed: z.object({
    ...stepAnswer,
    ...reason,
    /** `unknown` counts as perhaps done, so that the step is undone too. */
    outcome: z.enum(['refused', 'unknown', 'cancelled']),
    undoing,
    transitions,
  }),
  SagaStepUndone: z.object({ ...stepAnswer, undoing, transitions }),
  SagaCompleted: z.object({ ...stepAnswer, transitions }),
  SagaCompensated: z.object({ ...stepAnswer, ...reason, transitions }),
  SagaFailed: z.object({ ...reason, transitions }),
  SagaParked: z.object({ ...stepAnswer, ...reason, direction: z.enum(['do', 'undo', 'abandon']), transitions }),
  SagaResumed: z.object({ transitions }),
  /** How often the step in hand was tried until then: it is not tried any more. */
  SagaCancelRequested: z.object({ attempts: z.int().min(0).optional(), transitions }),
} as const satisfies Record<string, z.ZodType>;

export type SagaEventType = keyof typeof sagaEvents;
export type SagaEventData<T extends SagaEventType = SagaEventType> = z.infer<(typeof sagaEvents)[T]>;
