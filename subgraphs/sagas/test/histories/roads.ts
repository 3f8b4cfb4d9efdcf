import { sagaStream } from '@comptoir/contracts';
import { afterMove, progressOf, toAdvanceRow } from '../../src/application/record.ts';
import type { HeldRow } from '../../src/application/saga-store.ts';
import { actionName } from '../../src/domain/effects.ts';
import { decide, next } from '../../src/domain/machine.ts';
import type { Answer, Move } from '../../src/domain/move.ts';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import type { SagaEvent, SagaFold } from '../../src/domain/saga-view.ts';
import { DONE, halfDone, newRow, no, pending, startedEvent, unknown } from '../walk.ts';

/** What a saga meets: the answer of its step (`at last`: when all tries and deadlines are over), or what is done to it. */
const ANSWERS = {
  done: DONE,
  'no answer': unknown,
  'no answer at last': unknown,
  pending: pending(),
  refused: no(),
  'refused at last': no(),
  'done, and no answer to what follows': halfDone,
  'done, and no answer to what follows at last': halfDone,
} as const satisfies Record<string, Answer>;
type Given = keyof typeof ANSWERS | 'told to stop' | 'out of time' | 'resumed' | 'by itself';

/** One thing that happened: in which state, what was in hand, what came, and what became of it. */
export type Happened = {
  in: string;
  inHand: string | null;
  given: Given;
  to: string[];
  then: 'goes on' | 'waits' | 'parked' | 'ends';
  event: SagaEvent | null;
};

/** One saga from its beginning to its end, and what its events add up to. */
export type Road = {
  started: SagaEvent;
  happened: Happened[];
  sum: Pick<SagaFold, 'state' | 'version' | 'parked' | 'error'> & { steps: string[] };
};

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const LONG_PAST = { attempts: 1_000_000, stepMs: 1e12 };
const AT_ONCE = { attempts: 0, stepMs: 0 };
const id = (number: number): string => `01940000-0000-7000-8000-00000000000${number}`;

type Traveller = { row: HeldRow; parked: boolean; late: boolean; ended: boolean; started: SagaEvent };

function begin(saga: SagaDefinition<never>): Traveller {
  const ids = { id: id(1), userId: id(2), saleId: id(3), storeId: id(4), correlationId: id(5) };
  const row = { ...newRow(saga, AT), ...ids };
  return { row, parked: false, late: false, ended: false, started: startedEvent(saga, row, AT) };
}

const planOf = (saga: SagaDefinition<never>, { row, late }: Traveller) =>
  next(saga, { ...progressOf(row, AT), sagaMs: late ? 1e12 : 0 });

/** Where a traveller stands, as far as the rules tell cases apart. */
function placeOf(saga: SagaDefinition<never>, traveller: Traveller): string {
  const plan = planOf(saga, traveller);
  const inHand = plan && 'action' in plan ? actionName(saga, plan.action) : 'by itself';
  return `${traveller.row.state} ${inHand}${traveller.parked ? ' parked' : ''}`;
}

/** All that can come here. */
function possible(saga: SagaDefinition<never>, traveller: Traveller): Given[] {
  const plan = planOf(saga, traveller);
  if (traveller.parked) return ['resumed'];
  if (!plan || 'move' in plan) return plan ? ['by itself'] : [];
  const { action } = plan;
  const lost: Given[] = ['no answer', 'no answer at last'];
  if (action.kind === 'abandon') return [...lost, 'done'];
  if (action.kind === 'undo') return [...lost, 'refused', 'refused at last', 'done'];
  const halves: Given[] = ['done, and no answer to what follows', 'done, and no answer to what follows at last'];
  const follows = saga.steps[action.step]?.after ? halves : [];
  const refused: Given[] = action.step > saga.pivotAt ? ['refused', 'refused at last'] : ['refused'];
  const stops: Given[] = action.step < saga.pivotAt ? ['told to stop', 'out of time'] : [];
  return ['pending', ...lost, ...follows, ...refused, ...stops, 'done'];
}

/** Lets one thing happen. Throws when it cannot. */
function happen(
  saga: SagaDefinition<never>,
  traveller: Traveller,
  given: Given,
): { after: Traveller; happened: Happened } {
  const { row } = traveller;
  const told = (type: 'SagaResumed' | 'SagaCancelRequested' | null, changes: Partial<Traveller>) => ({
    after: { ...traveller, ...changes },
    happened: {
      ...{ in: row.state, inHand: null, given, to: [], then: 'goes on' as const },
      event: type && { type, data: { transitions: [] } },
    },
  });
  if (given === 'told to stop') return told('SagaCancelRequested', { row: { ...row, cancelRequested: true } });
  if (given === 'resumed') return told('SagaResumed', { parked: false });
  if (given === 'out of time') return told(null, { late: true });

  const plan = planOf(saga, traveller);
  if (!plan) throw new Error(`nothing is in hand in ${row.state}`);
  if ('move' in plan !== (given === 'by itself')) throw new Error(`in ${row.state} it does not go on ${given}`);
  const progress = { ...progressOf(row, AT), sagaMs: 0, ...(given.endsWith('at last') ? LONG_PAST : AT_ONCE) };
  const move =
    'move' in plan ? plan.move : decide(saga, progress, plan.action, ANSWERS[given as keyof typeof ANSWERS], () => 0.5);
  // How often something was tried is no part of what a running saga relies on.
  const written = toAdvanceRow(
    row,
    { ...move, tried: 1, attempts: 0, parked: move.parked && { ...move.parked, reason: 'A person must look.' } },
    AT,
    0,
  );
  const event = written.event && ({ type: written.event.type, data: written.event.data } as SagaEvent);
  return {
    after: { ...traveller, row: afterMove(row, written, AT), parked: move.parked !== null, ended: move.done },
    happened: {
      ...{ in: row.state, inHand: 'action' in plan ? actionName(saga, plan.action) : null, given },
      ...{ to: move.transitions.map(({ state }) => state), then: endOf(move), event },
    },
  };
}

function endOf({ done, parked, waitMs }: Move): Happened['then'] {
  if (done) return 'ends';
  if (parked) return 'parked';
  return waitMs > 0 ? 'waits' : 'goes on';
}

/** Deadlines and retries may change freely, so all roads are walked with the same ones. */
const PATIENT = { firstMs: 50, factor: 2, capMs: 2_000, attempts: 10 };
const withSamePatience = (saga: SagaDefinition<never>): SagaDefinition<never> => ({
  ...saga,
  ...{ pivotDeadlineMs: 60_000, undoRetry: PATIENT },
  steps: saga.steps.map((step) => ({ ...step, deadlineMs: 30_000, retry: PATIENT })),
});

/** Walks a road by what is given on it. Throws where that cannot happen. */
export function travel(definition: SagaDefinition<never>, givens: readonly Given[]): Road {
  const saga = withSamePatience(definition);
  let traveller = begin(saga);
  const all: Happened[] = [];
  for (const given of givens) {
    const { after, happened } = happen(saga, traveller, given);
    all.push(happened);
    traveller = after;
  }
  const road = { started: traveller.started, happened: all };
  return { ...road, sum: sumOf(road) };
}

/** What the events of a road add up to. */
export function sumOf({ started, happened }: Omit<Road, 'sum'>): Road['sum'] {
  const events = [started, ...happened.flatMap(({ event }) => event ?? [])];
  const fold = events.reduce<SagaFold | null>(sagaStream.apply, sagaStream.initial);
  if (!fold) throw new Error('The events add up to nothing.');
  const { state, version, parked, error, steps } = fold;
  return { state, version, parked, error, steps: steps.map((step) => `${step.name} ${step.state}`) };
}

/** Roads on which everything that can happen anywhere happens once, each to its end. What stays in its place comes first. */
export function roadsOf(definition: SagaDefinition<never>): Road[] {
  const saga = withSamePatience(definition);
  const seen = new Set<string>();
  const roads: Road[] = [];
  const isNew = (traveller: Traveller) => (given: Given) => !seen.has(`${placeOf(saga, traveller)} ${given}`);
  for (let way = wayToNews(saga, isNew); way; way = wayToNews(saga, isNew)) {
    const givens = [...way];
    let traveller = way.reduce((on, given) => happen(saga, on, given).after, begin(saga));
    while (!traveller.ended) {
      const choices = possible(saga, traveller);
      const given = choices.find(isNew(traveller)) ?? choices.at(-1);
      if (!given) throw new Error(`${saga.key} comes to an end of no kind in ${traveller.row.state}.`);
      seen.add(`${placeOf(saga, traveller)} ${given}`);
      givens.push(given);
      traveller = happen(saga, traveller, given).after;
    }
    roads.push(travel(saga, givens));
  }
  return roads;
}

/** The shortest way to a place where something can happen that was on no road yet. */
function wayToNews(
  saga: SagaDefinition<never>,
  isNew: (traveller: Traveller) => (given: Given) => boolean,
): Given[] | null {
  const queue: { way: Given[]; traveller: Traveller }[] = [{ way: [], traveller: begin(saga) }];
  const visited = new Set<string>();
  for (let here = queue.shift(); here; here = queue.shift()) {
    const { way, traveller } = here;
    if (traveller.ended || visited.has(placeOf(saga, traveller))) continue;
    visited.add(placeOf(saga, traveller));
    const choices = possible(saga, traveller);
    if (choices.some(isNew(traveller))) return way;
    for (const given of choices) queue.push({ way: [...way, given], traveller: happen(saga, traveller, given).after });
  }
  return null;
}
