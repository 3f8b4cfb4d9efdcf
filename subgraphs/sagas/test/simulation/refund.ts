import type { CatalogRefundSteps, SalesRefundSteps, StepAnswer } from '@comptoir/contracts';
import { refundSaga } from '../../src/domain/sagas/refund.ts';
import { namedSteps, type SetScene } from './scene.ts';
import type { Work } from './scheduler.ts';
import { arrive, check } from './world.ts';

/** A refund that was approved, beside others of the same sale. */
type Refund = {
  units: number;
  restock: boolean;
  status: 'APPROVED' | 'COMPLETED' | 'FAILED';
  isPaid: boolean;
  /** What the provider said once, it says again. */
  providerSaid: StepAnswer | null;
  paidBack: number;
  restocked: number;
};

const done: StepAnswer = { outcome: 'done' };
const refused = (code: string): StepAnswer => ({ outcome: 'refused', code, message: `It is refused: ${code}.` });

const { port, nameOf } = namedSteps<keyof CatalogRefundSteps | keyof SalesRefundSteps>();
/** The refund that is simulated. */
export const refundDeskSaga = refundSaga({ catalog: port<CatalogRefundSteps>(), sales: port<SalesRefundSteps>() });

/** Several refunds of one sale, with the rules that the books of sale, provider and shelf must keep. */
export const aRefundDesk: SetScene = (world, ids) => {
  const { random, weather } = world;
  const refunds = new Map(ids.map((id) => [id, aRefund()]));
  const sold = [...refunds.values()].reduce((sum, { units }) => sum + units, 0);
  const sum = (of: (refund: Refund) => number): number => [...refunds.values()].reduce((all, one) => all + of(one), 0);

  function aRefund(): Refund {
    const units = Math.floor(random.between(1, 4));
    const nothingYet = { isPaid: false, providerSaid: null, paidBack: 0, restocked: 0 };
    return { units, restock: random.chance(0.8), status: 'APPROVED', ...nothingYet };
  }

  function* validate({ status }: Refund): Work<StepAnswer> {
    yield* arrive(world, 'sales');
    return status === 'FAILED' || random.chance(weather.refusal) ? refused('NOT_REFUNDABLE') : done;
  }

  function* pay(refund: Refund): Work<StepAnswer> {
    yield* arrive(world, 'sales');
    if (refund.isPaid) return done;
    if (refund.status === 'FAILED') return refused('FAILED');
    yield* arrive(world, 'provider');
    refund.providerSaid ??= random.chance(weather.refusal) ? refused('PROVIDER') : giveBack(refund);
    const answer = refund.providerSaid;
    yield* arrive(world, 'sales');
    if (answer.outcome === 'done') refund.isPaid = true;
    return answer;
  }

  function giveBack(refund: Refund): StepAnswer {
    check('what has failed is not paid back', refund.status !== 'FAILED', () => JSON.stringify(refund));
    refund.paidBack += refund.units;
    check('never more goes back than was sold', sum(({ paidBack }) => paidBack) <= sold, () => `${sold} were sold`);
    return done;
  }

  function* restock(refund: Refund): Work<StepAnswer> {
    yield* arrive(world, 'catalog');
    if (refund.restock) refund.restocked = refund.units;
    check('goods come back behind the money', refund.isPaid, () => JSON.stringify(refund));
    return done;
  }

  function* end(refund: Refund, status: 'COMPLETED' | 'FAILED'): Work<StepAnswer> {
    yield* arrive(world, 'sales');
    const fits =
      refund.status === status || (refund.status === 'APPROVED' && refund.isPaid === (status === 'COMPLETED'));
    check(`a refund can be ${status}`, fits, () => JSON.stringify(refund));
    refund.status = status;
    return done;
  }

  return {
    saga: refundDeskSaga,
    isBehindPivot: (id) => refunds.get(id)!.paidBack > 0,
    tick: () => undefined,
    mend: () => undefined,
    steps(call, id) {
      const refund = refunds.get(id)!;
      const name = nameOf(call);
      switch (name) {
        case 'validateRefund':
          return validate(refund);
        case 'payRefund':
          return pay(refund);
        case 'restock':
          return restock(refund);
        case 'completeRefund':
          return end(refund, 'COMPLETED');
        case 'failRefund':
          return end(refund, 'FAILED');
        default:
          return name satisfies never;
      }
    },
    checkEnd({ row, done: ended }) {
      const refund = refunds.get(row.id)!;
      const { units, status, paidBack, restocked } = refund;
      const tell = () => `${row.id} is ${row.state}: ${JSON.stringify(refund)}`;
      check('paid back once or never', paidBack === 0 || paidBack === units, tell);
      if (!ended) return;
      const isBack = row.state === 'REFUND_COMPLETED';
      check('the refund ends as its saga', status === (isBack ? 'COMPLETED' : 'FAILED'), tell);
      const unanswered = row.error === 'NO_ANSWER' || row.error === 'TIMED_OUT';
      check('silence fails no refund', isBack || !unanswered, () => `${tell()}, ${row.error}`);
      check('money went back for what is completed only', paidBack > 0 === isBack, tell);
      check('goods came back with the money', restocked === (isBack && refund.restock ? units : 0), tell);
    },
  };
};
