import type { AdvanceRow, HeldRow } from '../../src/application/saga-store.ts';
import { transitionsOf } from '../../src/domain/diagram.ts';
import type { SagaDefinition } from '../../src/domain/saga.ts';
import type { SagaEvent } from '../../src/domain/saga-view.ts';
import { newRow, startedEvent } from '../walk.ts';
import { check, count, now, type World } from './world.ts';

export const LEASE_MS = 15_000;
/** What deadlines may be missed by when nothing went wrong: an answer that takes its whole time, a wait, a sweep. */
const SLACK_MS = 20_000;
const LONGEST_REST_MS = 600_000;
const NEVER = Infinity;

/** A saga as it is stored, with all that was ever written of it. */
export type Stored = {
  row: HeldRow;
  dueAt: number;
  startedAt: number | null;
  enteredAt: number;
  done: boolean;
  parked: string | null;
  states: string[];
  events: SagaEvent[];
};

export type StoreOptions = {
  /** False: whoever held a saga once may write it for ever. Only to see that this is found. */
  fence?: boolean;
  /** Whether the pivot of a saga has taken effect. */
  isBehindPivot(id: string): boolean;
  onDue(): void;
  onParked(id: string): void;
};

/** The table of sagas with its guards, and the rules that each write must keep. */
export function simulatedStore(
  world: World,
  saga: SagaDefinition<never>,
  ids: readonly string[],
  options: StoreOptions,
) {
  const { fence = true, isBehindPivot, onDue, onParked } = options;
  const { legal, undoOf, failures } = lookUps(saga);
  const sagas = new Map(ids.map((id, at) => [id, newSaga(saga, id, at + 1)]));
  const of = (id: string): Stored => sagas.get(id)!;

  function checkMove({ row, states, startedAt, enteredAt }: Stored, written: AdvanceRow): void {
    const moved = written.event ? (written.event.data as SagaEvent['data']).transitions : [];
    const path = [row.state, ...moved.map(({ state }) => state)];
    const tell = () => `${row.id} goes ${path.join(' → ')} as version ${row.version} → ${written.version}`;
    moved.forEach(({ version, state }, i) => {
      check('versions rise by one', version === row.version + 1 + i, tell);
      check('only drawn transitions', legal.has(`${path[i]} ${state}`), tell);
      const back = undoOf.has(state) || failures.has(state) || state === saga.states.compensated;
      check('a saga that was told to stop goes no further', back || !row.cancelRequested, tell);
      check('nothing is taken back behind the pivot', !back || !isBehindPivot(row.id), tell);
      const undone = states.flatMap((past) => undoOf.get(past) ?? []);
      const step = undoOf.get(state);
      check('undone in reverse order', step === undefined || undone.every((other) => other > step), tell);
    });
    check('the row is where its event ends', written.state === path.at(-1), tell);
    check('the row counts its states', written.version === row.version + moved.length, tell);
    check('the end is a final state', written.done === saga.finalStates.includes(written.state), tell);
    check('a parked saga says why', written.parkedReason === null || written.parkedReason.length > 20, tell);
    check('what waits is due again', written.done || written.dueInMs > 0, tell);

    const late = (since: number, limitMs: number): boolean => now(world) - since > limitMs + SLACK_MS + world.forgiveMs;
    const onItsWay = saga.cancellableStates.includes(row.state) && !row.cancelRequested;
    const waits = saga.steps.some(({ states, mustAnswer }) => mustAnswer && states.running === row.state);
    check('the pivot is reached in time', !onItsWay || waits || !late(startedAt ?? 0, saga.pivotDeadlineMs), tell);
    check('no state is rested in for ever', !late(enteredAt, LONGEST_REST_MS), tell);
  }

  /** From outside: whoever holds the saga is fenced off, and it is due at once. */
  function intervene(stored: Stored, type: 'SagaCancelRequested' | 'SagaResumed', changes: Partial<HeldRow>): void {
    const { row } = stored;
    stored.row = { ...row, ...changes, epoch: row.epoch + 1, streamVersion: row.streamVersion + 1 };
    stored.dueAt = now(world);
    stored.events.push({ type, data: { transitions: [] } });
    count(world, type);
    world.trace?.(`${row.id} ${type}`);
    onDue();
  }

  return {
    of,
    all: () => [...sagas.values()],
    /** When the next of those that nobody holds is due. */
    nextDue(): number {
      let next = NEVER;
      for (const { done, parked, dueAt } of sagas.values()) if (!done && !parked && dueAt < next) next = dueAt;
      return next;
    },
    claim(): HeldRow[] {
      const due = [...sagas.values()].filter(({ done, parked, dueAt }) => !done && !parked && dueAt <= now(world));
      return due.map((stored) => {
        if (stored.startedAt === null) stored.row.stepStartedAtMs = stored.startedAt = now(world);
        stored.row = { ...stored.row, epoch: stored.row.epoch + 1, startedAtMs: stored.startedAt };
        stored.dueAt = now(world) + LEASE_MS;
        return stored.row;
      });
    },
    /** Writes a move; false when the saga is no longer the caller's. */
    advance(written: AdvanceRow): boolean {
      const stored = of(written.id);
      const { row } = stored;
      const isHis = row.epoch === written.epoch && row.version === written.expectedVersion && !stored.done;
      if (!isHis) count(world, 'fenced');
      if (!isHis && fence) return false;
      checkMove(stored, written);
      const { event, attempts, error, errorMessage, state, version } = written;
      stored.row = {
        ...{
          ...row,
          state,
          version,
          attempts,
          error,
          errorMessage,
          stepStartedAtMs: Date.parse(written.stepStartedAt),
        },
        streamVersion: row.streamVersion + (event ? 1 : 0),
      };
      if (event) {
        const told = event as unknown as SagaEvent;
        stored.events.push(told);
        stored.states.push(...told.data.transitions.map((transition) => transition.state));
      }
      if (state !== row.state) stored.enteredAt = now(world);
      stored.done = written.done;
      stored.parked = written.parkedReason;
      stored.dueAt = now(world) + written.dueInMs;
      world.trace?.(`${row.id} ${state} v${version}${attempts ? `, tried ${attempts}` : ''} ${stored.parked ?? ''}`);
      if (stored.parked) onParked(row.id);
      return true;
    },
    cancel(id: string): void {
      const stored = of(id);
      if (stored.done || !saga.cancellableStates.includes(stored.row.state)) return;
      stored.parked = null;
      intervene(stored, 'SagaCancelRequested', { cancelRequested: true, attempts: 0 });
    },
    resume(id: string): void {
      const stored = of(id);
      if (stored.parked === null) return;
      stored.parked = null;
      stored.startedAt = stored.enteredAt = now(world);
      intervene(stored, 'SagaResumed', { attempts: 0, stepStartedAtMs: now(world) });
    },
  };
}

export type SimulatedStore = ReturnType<typeof simulatedStore>;

const known = new WeakMap<SagaDefinition<never>, ReturnType<typeof prepare>>();

/** What the rules look up in a definition; it is the same in thousands of runs. */
function lookUps(saga: SagaDefinition<never>) {
  const ready = known.get(saga) ?? prepare(saga);
  known.set(saga, ready);
  return ready;
}

const prepare = (saga: SagaDefinition<never>) => ({
  legal: new Set(transitionsOf(saga).map(({ from, to }) => `${from} ${to}`)),
  undoOf: new Map(saga.steps.flatMap(({ states }, step) => (states.undoing ? [[states.undoing, step] as const] : []))),
  begun: newRow(saga, 0),
  failures: new Set([saga.states.failed, ...saga.steps.map(({ states }) => states.failed)]),
});

function newSaga(saga: SagaDefinition<never>, id: string, seq: number): Stored {
  const row: HeldRow = { ...lookUps(saga).begun, id, seq, epoch: 0 };
  return {
    ...{ row, dueAt: 0, startedAt: null, enteredAt: 0, done: false, parked: null, states: [row.state] },
    events: [startedEvent(saga, row, 0)],
  };
}
