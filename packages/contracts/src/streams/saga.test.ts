import { expect, it } from '@jest/globals';
import { apply, initial, type SagaStreamEvent } from './saga.ts';

const at = '2026-01-02T03:04:05.000Z';
const id = '01940000-0000-7000-8000-000000000001';
const started: SagaStreamEvent = {
  type: 'SagaStarted',
  data: {
    sagaType: 'SALE',
    definitionVersion: 1,
    steps: ['one', 'two'],
    userId: id,
    saleId: id,
    storeId: null,
    transitions: [{ version: 1, state: 'INITIATED', at }],
  },
};

it('begins with SagaStarted, and takes what comes before it for nothing', () => {
  expect(apply(initial, { type: 'SagaResumed', data: { transitions: [] } })).toBeNull();
  expect(apply(initial, started)).toMatchObject({
    state: 'INITIATED',
    version: 1,
    parked: false,
    createdAt: at,
    steps: [{ state: 'WAITING' }, { state: 'WAITING' }],
  });
});

it('changes neither the saga before nor a step that it does not have', () => {
  const before = apply(initial, started);
  const copy = structuredClone(before);
  const transitions = [{ version: 2, state: 'ONE_DONE', at }];
  const after = apply(before, {
    type: 'SagaStepCompleted',
    data: { step: 'three', attempts: 1, startedAt: at, transitions },
  });
  expect(before).toEqual(copy);
  expect(after).toMatchObject({ state: 'ONE_DONE', version: 2 });
  expect(after?.steps[1]).toEqual(copy?.steps[1]);
});
