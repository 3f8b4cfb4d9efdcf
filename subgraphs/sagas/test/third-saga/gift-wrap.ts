import { giftWrapOrder, type GiftWrapOrder, type GiftWrapSteps } from './gift-wrap-ports.ts';
import { defineSaga, type SagaDefinition } from '../../src/domain/saga.ts';
import { patient, untilAPersonLooks } from '../../src/domain/sagas/retries.ts';

/** A gift: wrap it, hand it over. */
export function giftWrapSaga({ counter }: { counter: GiftWrapSteps }): SagaDefinition<GiftWrapOrder> {
  return defineSaga<GiftWrapOrder>({
    type: 'GIFT_WRAP',
    version: 1,
    input: giftWrapOrder,
    states: { initial: 'INITIATED', failed: 'FAILED', compensated: 'COMPENSATED' },
    steps: [
      {
        name: 'wrap',
        states: { running: 'WRAPPING', done: 'WRAPPED', failed: 'WRAPPING_FAILED', undoing: 'UNWRAPPING' },
        do: counter.wrap,
        undo: counter.unwrap,
        deadlineMs: 10_000,
        retry: patient,
      },
      {
        name: 'hand-over',
        states: { running: 'HANDING_OVER', done: 'HANDED_OVER', failed: 'HANDING_OVER_FAILED' },
        do: counter.handOver,
        undo: null,
        deadlineMs: 10_000,
        retry: patient,
      },
    ],
    pivot: 'hand-over',
    pivotDeadlineMs: 30_000,
    abandon: [],
    undoRetry: untilAPersonLooks,
  });
}
