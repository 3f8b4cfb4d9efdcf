import { describe, expect, it } from '@jest/globals';
import { DONE, no, unknown, walk, type Given } from './walk.ts';

/** What a person sees of the steps at the end of each road: state and tries. */
const ENDS: [string, Given, string[], (string | null)[]][] = [
  ['sold', { 'process-payment': [unknown, DONE] }, ['DONE 1', 'DONE 1', 'DONE 2', 'DONE 1'], [null, null, null, null]],
  [
    'refused verification',
    { 'verify-stock': no('SHORT') },
    ['FAILED 1', 'WAITING 0', 'WAITING 0', 'WAITING 0'],
    ['SHORT', null, null, null],
  ],
  [
    'refused reservation',
    { 'reserve-stock': no('SHORT') },
    ['DONE 1', 'FAILED 1', 'WAITING 0', 'WAITING 0'],
    [null, 'SHORT', null, null],
  ],
  [
    'unknown reservation',
    { 'reserve-stock': unknown },
    ['DONE 1', 'UNDONE 10', 'WAITING 0', 'WAITING 0'],
    [null, 'NO_ANSWER', null, null],
  ],
  [
    'declined payment',
    { 'process-payment': no('DECLINED') },
    ['DONE 1', 'UNDONE 1', 'FAILED 1', 'WAITING 0'],
    [null, null, 'DECLINED', null],
  ],
  [
    'unknown payment',
    { 'process-payment': unknown },
    ['DONE 1', 'UNDONE 1', 'UNDONE 10', 'WAITING 0'],
    [null, null, 'NO_ANSWER', null],
  ],
  [
    'lost hold',
    { 'confirm-order': no('HOLD_LOST') },
    ['DONE 1', 'UNDONE 1', 'UNDONE 1', 'FAILED 1'],
    [null, null, null, 'HOLD_LOST'],
  ],
];

describe('the events of a saga add up to its steps', () => {
  it.each(ENDS)('%s', (_name, given, steps, errors) => {
    const { fold } = walk(given);
    expect(fold.steps.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(steps);
    expect(fold.steps.map(({ error }) => error)).toEqual(errors);
    for (const { state, startedAt, completedAt } of fold.steps) {
      expect([state, startedAt !== null, completedAt !== null]).toEqual([
        state,
        state !== 'WAITING',
        state !== 'WAITING',
      ]);
      if (startedAt && completedAt) expect(Date.parse(completedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
    }
  });

  it('cancelled while paying', () => {
    const { fold } = walk({}, { cancelIn: 'PAYMENT_PROCESSING' });
    expect(fold.steps.map(({ state }) => state)).toEqual(['DONE', 'UNDONE', 'UNDONE', 'WAITING']);
  });

  it('says what is running and what is being taken back', () => {
    const paying = walk({ 'confirm-order': unknown });
    expect(paying.fold.steps.map(({ state }) => state)).toEqual(['DONE', 'DONE', 'DONE', 'RUNNING']);
    const undoing = walk({ 'confirm-order': no(), 'undo-reserve-stock': no() });
    expect(undoing.fold.steps.map(({ state }) => state)).toEqual(['DONE', 'UNDOING', 'UNDONE', 'FAILED']);
  });

  it.each<[string, Given, string[]]>([
    ['a step', { 'confirm-order': unknown }, ['1 0', '1 0', '1 0', 'all 0']],
    ['an undo', { 'confirm-order': no(), 'undo-reserve-stock': no() }, ['1 0', '1 3', '1 1', '1 0']],
    ['the end without success', { 'verify-stock': no(), abandon: unknown }, ['1 0', '0 0', '0 0', '0 0']],
  ])('counts the tries of %s that waits for a person, and of what was taken back before', (_name, given, tries) => {
    const { fold, asked } = walk(given);
    expect(fold.parked).toBe(true);
    const all = asked.filter((step) => step === 'confirm-order').length;
    const counted = fold.steps.map(({ attempts, undoAttempts }) => `${attempts} ${undoAttempts}`);
    expect(counted).toEqual(tries.map((one) => one.replace('all', String(all))));
  });

  it('counts anew once a person has let it go on', () => {
    const { fold, asked } = walk({ 'undo-reserve-stock': no(), 'confirm-order': no() }, { resumedWith: {} });
    expect(fold.steps.map(({ undoAttempts }) => undoAttempts)).toEqual([0, 1, 1, 0]);
    expect(asked.filter((step) => step === 'undo-reserve-stock')).toHaveLength(4);
  });

  it('dates each state, never before the one that went before', () => {
    for (const [, given] of ENDS) {
      const times = walk(given).events.flatMap(({ data }) => data.transitions.map(({ at }) => Date.parse(at)));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });
});
