import type { ComplaintResolutionSteps, ResolutionOrder, SalesResolutionSteps, StepAnswer } from '@comptoir/contracts';
import { complaintResolutionSaga } from '../../src/domain/sagas/complaint-resolution.ts';
import { namedSteps, type SetScene } from './scene.ts';
import type { Work } from './scheduler.ts';
import { arrive, check, now } from './world.ts';

/** A resolution beside others of the same sale: the units that it wants, and what became of its settlement and its complaint. */
type Resolution = {
  units: number;
  kind: ResolutionOrder['resolution'];
  settlement: 'NONE' | 'RESERVED' | 'ORDERED' | 'SETTLED' | 'REFUSED' | 'RELEASED';
  complaint: 'RESOLVED' | 'DONE' | 'IN_PROGRESS';
  /** When what was ordered is over, and whether it comes to something: the saga of the refund or of the sale decides it. */
  ends: { at: number; well: boolean };
  given: number;
};

const done: StepAnswer = { outcome: 'done' };
const refused = (code: string): StepAnswer => ({ outcome: 'refused', code, message: `It is refused: ${code}.` });

const { port, nameOf } = namedSteps<keyof SalesResolutionSteps | keyof ComplaintResolutionSteps>();
/** The resolution that is simulated. */
export const complaintDeskSaga = complaintResolutionSaga({
  sales: port<SalesResolutionSteps>(),
  complaints: port<ComplaintResolutionSteps>(),
});

/** Several resolutions of complaints about one sale, which has not units enough for all of them. */
export const aComplaintDesk: SetScene = (world, ids) => {
  const { random, weather } = world;
  const resolutions = new Map(ids.map((id) => [id, aResolution()]));
  const sold = 4;
  const all = () => [...resolutions.values()];
  const sum = (of: (one: Resolution) => number): number => all().reduce((total, one) => total + of(one), 0);
  const isKept = ({ settlement }: Resolution) => ['RESERVED', 'ORDERED', 'SETTLED'].includes(settlement);

  function aResolution(): Resolution {
    const kind = random.pick(['REFUND', 'STORE_CREDIT', 'REPLACEMENT'] as const);
    const long = random.chance(0.1) ? 3_000_000 : 30_000;
    const ends = { at: random.between(0, long), well: !random.chance(weather.refusal) };
    const units = Math.floor(random.between(1, 4));
    return { units, kind, settlement: 'NONE', complaint: 'RESOLVED', ends, given: 0 };
  }

  function* reserve(one: Resolution): Work<StepAnswer> {
    yield* arrive(world, 'sales');
    if (one.settlement === 'NONE') {
      const left = sold - sum((other) => (isKept(other) ? other.units : 0));
      one.settlement = one.units <= left ? 'RESERVED' : 'REFUSED';
    }
    check('no unit is kept twice', sum((other) => (isKept(other) ? other.units : 0)) <= sold, () =>
      JSON.stringify(all()),
    );
    return isKept(one) ? done : refused('EXCEEDS');
  }

  function* release(one: Resolution): Work<StepAnswer> {
    yield* arrive(world, 'sales');
    check('what was given is not taken back', one.given === 0 && one.settlement !== 'ORDERED', () =>
      JSON.stringify(one),
    );
    one.settlement = 'RELEASED';
    return done;
  }

  function* settle(one: Resolution): Work<StepAnswer> {
    yield* arrive(world, 'sales');
    if (one.settlement === 'RESERVED') one.settlement = one.kind === 'STORE_CREDIT' ? give(one) : 'ORDERED';
    else if (one.settlement === 'ORDERED' && now(world) >= one.ends.at)
      one.settlement = one.ends.well ? give(one) : 'REFUSED';
    if (one.settlement === 'SETTLED') return done;
    return one.settlement === 'ORDERED' ? { outcome: 'pending', retryAfterMs: 5_000 } : refused('CANCELLED');
  }

  function give(one: Resolution): 'SETTLED' {
    check('a resolution is given once', one.given === 0, () => JSON.stringify(one));
    check('what is in progress again gets nothing', one.complaint === 'RESOLVED', () => JSON.stringify(one));
    one.given += one.units;
    return 'SETTLED';
  }

  function* tell(one: Resolution, complaint: 'DONE' | 'IN_PROGRESS'): Work<StepAnswer> {
    yield* arrive(world, 'complaints');
    const fits =
      one.complaint === complaint || (one.complaint === 'RESOLVED' && one.given > 0 === (complaint === 'DONE'));
    check(`a complaint can be ${complaint}`, fits && (complaint === 'DONE' || !isKept(one)), () => JSON.stringify(one));
    one.complaint = complaint;
    return done;
  }

  return {
    saga: complaintDeskSaga,
    isBehindPivot: (id) => resolutions.get(id)!.given > 0,
    tick: () => undefined,
    mend: () => undefined,
    steps(call, id) {
      const one = resolutions.get(id)!;
      const name = nameOf(call);
      switch (name) {
        case 'reserveSettlement':
          return reserve(one);
        case 'releaseSettlement':
          return release(one);
        case 'settleComplaint':
          return settle(one);
        case 'completeResolution':
          return tell(one, 'DONE');
        case 'failResolution':
          return tell(one, 'IN_PROGRESS');
        default:
          return name satisfies never;
      }
    },
    checkEnd({ row, done: ended }) {
      const one = resolutions.get(row.id)!;
      const say = () => `${row.id} is ${row.state}, ${row.error}: ${JSON.stringify(one)}`;
      check('given whole or not at all', one.given === 0 || one.given === one.units, say);
      if (!ended) return;
      const isResolved = row.state === 'RESOLUTION_COMPLETED';
      check('the complaint ends as its saga', one.complaint === (isResolved ? 'DONE' : 'IN_PROGRESS'), say);
      check('given for what is resolved only', one.given > 0 === isResolved, say);
      check('nothing is kept for what is not', isResolved || !isKept(one), say);
      const unanswered = row.error === 'NO_ANSWER' || row.error === 'TIMED_OUT';
      check('silence breaks no promise', !unanswered, say);
    },
  };
};
