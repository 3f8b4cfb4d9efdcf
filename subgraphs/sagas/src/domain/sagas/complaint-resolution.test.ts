import { describe, expect, it } from '@jest/globals';
import { DONE, halfDone, no, pending, unknown, walk, type Given } from '../../../test/walk.ts';
import { transitionsOf } from '../diagram.ts';
import type { Answer } from '../move.ts';
import { describedResolution as saga } from './complaint-resolution.ts';

const RESERVED = ['INITIATED', 'SETTLEMENT_RESERVING', 'SETTLEMENT_RESERVED', 'COMPLAINT_SETTLING'];
const SETTLED = [...RESERVED, 'COMPLAINT_SETTLED', 'RESOLUTION_COMPLETING'];
const RESOLVED = [...SETTLED, 'RESOLUTION_COMPLETED'];
const STEPS = ['reserve-settlement', 'settle-complaint', 'complete-resolution'];
const UNDO = 'undo-reserve-settlement';

type Road = { given: Given; then: string[]; error: string | null; asked: string[] };

const ROADS: Record<string, Road> = {
  'all answer done: resolved': { given: {}, then: RESOLVED, error: null, asked: STEPS },
  'nothing is left to settle: failed, nothing was kept': {
    given: { 'reserve-settlement': no('NOTHING_TO_REFUND') },
    then: ['INITIATED', 'SETTLEMENT_RESERVING', 'SETTLEMENT_RESERVATION_FAILED', 'FAILED'],
    error: 'NOTHING_TO_REFUND',
    asked: ['reserve-settlement', 'abandon'],
  },
  'the replacement is sold out: the units are free again': {
    given: { 'settle-complaint': [pending(), pending(), no('REPLACEMENT_CANCELLED')] },
    then: [...RESERVED, 'COMPLAINT_SETTLEMENT_FAILED', 'COMPENSATING_SETTLEMENT', 'COMPENSATED'],
    error: 'REPLACEMENT_CANCELLED',
    asked: ['reserve-settlement', ...Array<string>(3).fill('settle-complaint'), UNDO],
  },
  'the refund takes its time: resolved': {
    given: { 'settle-complaint': [...Array<Answer>(200).fill(pending()), unknown, DONE] },
    then: RESOLVED,
    error: null,
    asked: ['reserve-settlement', ...Array<string>(202).fill('settle-complaint'), 'complete-resolution'],
  },
  'complaints do not answer once it is settled: they are asked until they do': {
    given: { 'complete-resolution': [no(), unknown, pending(), DONE] },
    then: RESOLVED,
    error: null,
    asked: ['reserve-settlement', 'settle-complaint', ...Array<string>(4).fill('complete-resolution')],
  },
  'the units cannot be freed at first: they are, and the complaint is told behind it': {
    given: { 'settle-complaint': no('NO_MONEY'), [UNDO]: [unknown, DONE] },
    then: [...RESERVED, 'COMPLAINT_SETTLEMENT_FAILED', 'COMPENSATING_SETTLEMENT', 'COMPENSATED'],
    error: 'NO_MONEY',
    asked: ['reserve-settlement', 'settle-complaint', UNDO, UNDO],
  },
};

describe('the resolution of a complaint', () => {
  it.each(Object.entries(ROADS))('%s', (_, { given, then, error, asked }) => {
    const road = walk(given, { saga });
    expect(road).toMatchObject({ ended: true, states: then });
    expect(road.fold).toMatchObject({ error });
    expect(road.asked).toEqual(asked);
  });

  it.each(['reserve-settlement', 'settle-complaint', 'complete-resolution'])(
    'whose %s is never answered waits for a person, and goes on when one has looked',
    (step) => {
      const road = walk({ [step]: unknown }, { saga });
      expect(road).toMatchObject({ ended: false });
      expect(road.parked).toMatch(new RegExp(`^do of ${step} failed`));
      expect(road.tookMs).toBeGreaterThanOrEqual(600_000);
      expect(walk({ [step]: unknown }, { saga, resumedWith: {} }).states).toEqual(RESOLVED);
    },
  );

  it('whose refund waits for a person waits for one too, and goes on when it is paid', () => {
    const road = walk({ 'settle-complaint': pending() }, { saga });
    expect(road).toMatchObject({ ended: false, states: RESERVED });
    expect(road.parked).toMatch(/It stayed pending\.$/);
    expect(walk({ 'settle-complaint': pending() }, { saga, resumedWith: {} }).states).toEqual(RESOLVED);
  });

  it('is stopped before anything is given, and not once it is', () => {
    expect(saga.cancellableStates).toEqual(['INITIATED', 'SETTLEMENT_RESERVING']);
    const stopped = walk({ 'reserve-settlement': unknown }, { saga, cancelIn: 'SETTLEMENT_RESERVING' });
    expect(stopped.states).toEqual(['INITIATED', 'SETTLEMENT_RESERVING', 'COMPENSATING_SETTLEMENT', 'COMPENSATED']);
    expect(stopped.fold).toMatchObject({ error: 'CANCELLED', cancelRequested: true });
    expect(walk({}, { saga, cancelIn: 'COMPLAINT_SETTLING' }).states).toEqual(RESOLVED);
  });

  it('makes the changes of its diagram and no others', () => {
    const answers = [DONE, no(), unknown, pending(), halfDone];
    const roads = STEPS.flatMap((step) => answers.map((answer): Given => ({ [step]: answer })));
    const stopped = [...saga.actions.keys()].map((cancelIn) =>
      walk({ 'reserve-settlement': [unknown, DONE] }, { saga, cancelIn }),
    );
    const walks = [...roads.map((given) => walk(given, { saga })), ...stopped];
    const seen = new Set(walks.flatMap(({ states }) => states.slice(1).map((to, i) => `${states[i]} ${to}`)));
    const drawn = transitionsOf(saga).map(({ from, to }) => `${from} ${to}`);
    expect([...seen].filter((change) => !drawn.includes(change))).toEqual([]);
    expect(drawn.filter((change) => !seen.has(change))).toEqual([]);
  });
});
