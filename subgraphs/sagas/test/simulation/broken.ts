import { decide, next } from '../../src/domain/machine.ts';
import type { Answer, Move } from '../../src/domain/move.ts';
import type { Machine } from './engine.ts';
import type { Options } from './run.ts';
import { aShop } from './sale.ts';

const real: Machine = { next, decide };
const refused = { outcome: 'refused', code: 'NO', message: 'It is refused.' } as const;

/** The machine, told another answer than was given. */
function answering(change: (action: string, answer: Answer) => Answer): Machine {
  return {
    ...real,
    decide: (saga, progress, action, answer, random) => {
      const name = action.kind === 'abandon' ? 'abandon' : `${action.kind} ${action.step}`;
      return decide(saga, progress, action, change(name, answer), random);
    },
  };
}

/** The machine, with other moves than it makes. */
function moving(change: (move: Move) => Move): Machine {
  return { ...real, decide: (...given) => change(decide(...given)) };
}

/** The machine, with another state than it enters. */
const entering = (state: string, instead: string): Machine =>
  moving((move) => ({
    ...move,
    transitions: move.transitions.map((one) => (one.state === state ? { ...one, state: instead } : one)),
  }));

/** What is broken on purpose, and by which rule it is found. */
export const BROKEN: [string, Partial<Options>, RegExp][] = [
  [
    'a holder that was overtaken still writes',
    { fence: false },
    /versions rise by one|only drawn|money|undone|ends as/,
  ],
  ['more is held than there is', { scene: aShop({ guard: false }) }, /never sold below zero/],
  [
    'a step that is asked twice takes effect twice',
    { scene: aShop({ records: false }) },
    /reserved is what is held|received =|never sold below zero/,
  ],
  [
    'what was given up can still be had',
    { scene: aShop({ bars: false }) },
    /money goes back before the goods|money is kept|goods are gone/,
  ],
  [
    'an unknown payment counts as refused',
    { machine: answering((action, answer) => (action === 'do 2' && answer.outcome === 'unknown' ? refused : answer)) },
    /money goes back before the goods/,
  ],
  [
    'an unknown pivot counts as refused',
    { machine: answering((action, answer) => (action === 'do 3' && answer.outcome === 'unknown' ? refused : answer)) },
    /nothing is taken back behind the pivot/,
  ],
  [
    'an undo that fails counts as done',
    { machine: answering((action, answer) => (action === 'undo 2' ? { outcome: 'done' } : answer)) },
    /money goes back before the goods/,
  ],
  [
    'the stock is given back before the money',
    { machine: entering('COMPENSATING_PAYMENT', 'COMPENSATING_STOCK') },
    /drawn|money/,
  ],
  [
    'the saga is done when it is only paid',
    { machine: entering('ORDER_CONFIRMING', 'SALE_CONFIRMED') },
    /drawn|final state/,
  ],
  [
    'nobody looks at the clock',
    { machine: { ...real, next: (saga, progress) => next(saga, { ...progress, sagaMs: 0 }) } },
    /no step is begun behind the deadline/,
  ],
  [
    'tries are not counted',
    {
      machine: { ...real, decide: (saga, progress, ...rest) => ({ ...decide(saga, progress, ...rest), attempts: 0 }) },
    },
    /no state is rested in for ever|every saga ends|reached in time/,
  ],
  [
    'a version is left out',
    {
      machine: moving((move) => ({
        ...move,
        transitions: move.transitions.map((one) => ({ ...one, version: one.version + 1 })),
      })),
    },
    /versions rise by one/,
  ],
  [
    'nobody is told why it waits for a person',
    { machine: moving((move) => ({ ...move, parked: move.parked && { ...move.parked, reason: '' } })) },
    /a parked saga says why/,
  ],
];
