import type { SetStep } from '@comptoir/contracts';
import { defineSaga, type SagaDefinition } from '../../src/domain/saga.ts';
import { patient } from '../../src/domain/sagas/retries.ts';
import type { GiftWrapOrder, GiftWrapSteps } from './gift-wrap-ports.ts';
import { giftWrapSaga } from './gift-wrap.ts';

export type RibbonSteps = {
  tieRibbon: SetStep<GiftWrapOrder>;
  /** Undo of tieRibbon. */
  untieRibbon: SetStep<GiftWrapOrder>;
};

/** Gifts with a ribbon: one step more, and so a version more. */
export function giftWrapSaga2(ports: { counter: GiftWrapSteps & RibbonSteps }): SagaDefinition<GiftWrapOrder> {
  const { counter } = ports;
  const first = giftWrapSaga(ports);
  return defineSaga<GiftWrapOrder>({
    ...first,
    version: 2,
    steps: first.steps.toSpliced(1, 0, {
      name: 'tie-ribbon',
      states: { running: 'TYING', done: 'TIED', failed: 'TYING_FAILED', undoing: 'UNTYING' },
      do: counter.tieRibbon,
      undo: counter.untieRibbon,
      deadlineMs: 10_000,
      retry: patient,
    }),
  });
}
