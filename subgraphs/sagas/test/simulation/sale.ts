import type { CatalogSaleSteps, SalesSaleSteps, StepAnswer } from '@comptoir/contracts';
import { saleSaga } from '../../src/domain/sagas/sale.ts';
import { simulatedProvider, type Card, type ProviderOptions } from './provider.ts';
import { namedSteps, type SetScene } from './scene.ts';
import type { Work } from './scheduler.ts';
import { simulatedShelves, type Line, type ShelvesOptions } from './shelves.ts';
import { arrive, check, Fault } from './world.ts';

type Payment = 'PENDING' | 'ASKED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED';
type Sale = { status: 'PENDING' | 'CONFIRMED' | 'CANCELLED'; payment: Payment };
type Order = { lines: Line[]; card: Card; refundRefusals: number };

export type ShopOptions = ShelvesOptions & ProviderOptions;

const done: StepAnswer = { outcome: 'done' };
const soon: StepAnswer = { outcome: 'pending', retryAfterMs: 50 };
const PRODUCTS = ['tea', 'pot'];
const CARDS: readonly Card[] = ['good', 'good', 'good', 'declined', 'flaky', 'slow', 'silent'];
const NOT_KEPT: readonly Payment[] = ['DECLINED', 'VOIDED', 'REFUNDED'];

const { port, nameOf } = namedSteps<keyof CatalogSaleSteps | keyof SalesSaleSteps>();
/** The sale that is simulated. */
export const shopSaga = saleSaga({ catalog: port<CatalogSaleSteps>(), sales: port<SalesSaleSteps>() });

/** Catalogue and sales as a sale meets them, commit by commit, with the rules that their books must keep. */
export const aShop =
  (options: ShopOptions = {}): SetScene =>
  (world, ids) => {
    const { random } = world;
    const scarce = random.chance(0.4);
    const received = Object.fromEntries(
      PRODUCTS.map((product) => [product, Math.floor(random.between(scarce ? 0 : 5, 9))]),
    );
    const shelves = simulatedShelves(world, received, options);
    const provider = simulatedProvider(world, options);
    const orders = new Map(ids.map((id) => [id, anOrder()]));
    const sales = new Map<string, Sale>();
    const open = (id: string): Sale => {
      const sale = sales.get(id) ?? { status: 'PENDING', payment: 'PENDING' };
      sales.set(id, sale);
      return sale;
    };

    function anOrder(): Order {
      const line = (): Line => ({ product: random.pick(PRODUCTS), quantity: Math.floor(random.between(1, 4)) });
      const lines = Array.from({ length: Math.floor(random.between(1, 4)) }, line);
      const refundRefusals = random.chance(0.2) ? Math.floor(random.between(1, 9)) : 0;
      return { lines, card: random.pick(CARDS), refundRefusals };
    }

    function* capture(id: string, { card }: Order): Work<StepAnswer> {
      yield* arrive(world, 'sales');
      const sale = sales.get(id);
      if (!sale) throw new Fault(`There is no sale ${id}.`);
      const isFresh = sale.payment === 'PENDING';
      if (isFresh) sale.payment = 'ASKED';
      if (sale.payment !== 'ASKED') return captured(sale);
      yield* arrive(world, 'provider');
      let answer = isFresh ? provider.capture(id, card) : provider.lookup(id);
      if (answer.outcome === 'unknown') {
        yield* arrive(world, 'provider');
        answer = provider.capture(id, card);
      }
      yield* arrive(world, 'sales');
      if (sale.payment === 'ASKED' && answer.outcome === 'captured') sale.payment = 'CAPTURED';
      if (sale.payment === 'ASKED' && answer.outcome === 'refused') sale.payment = 'DECLINED';
      return answer.outcome === 'pending' ? answer : captured(sale);
    }

    function captured({ payment }: Sale): StepAnswer {
      if (payment === 'CAPTURED') return done;
      return NOT_KEPT.includes(payment) ? { outcome: 'refused', code: payment, message: `It is ${payment}.` } : soon;
    }

    function* refund(id: string, order: Order): Work<StepAnswer> {
      yield* arrive(world, 'sales');
      const sale = open(id);
      const before = sale.payment;
      if (NOT_KEPT.includes(before)) return done;
      yield* arrive(world, 'provider');
      if (order.refundRefusals-- > 0) return { outcome: 'refused', code: 'REFUND_FAILED', message: 'Not now.' };
      check('what is sold stays paid', shelves.stateOf(id) !== 'SOLD', () => id);
      const back = provider.refund(id);
      yield* arrive(world, 'sales');
      if (back === 'nothing' && before !== 'CAPTURED') {
        if (sale.payment === 'PENDING' || sale.payment === 'ASKED') sale.payment = 'VOIDED';
      } else if (!NOT_KEPT.includes(sale.payment)) sale.payment = 'REFUNDED';
      return NOT_KEPT.includes(sale.payment) ? done : soon;
    }

    function* end(id: string, status: 'CONFIRMED' | 'CANCELLED'): Work<StepAnswer> {
      yield* arrive(world, 'sales');
      const sale = open(id);
      if (sale.status === status) return done;
      if (status === 'CANCELLED' && sale.payment === 'PENDING') sale.payment = 'VOIDED';
      const fits = status === 'CONFIRMED' ? sale.payment === 'CAPTURED' : NOT_KEPT.includes(sale.payment);
      check(`a sale can be ${status}`, fits && sale.status === 'PENDING', () => `${id} ${JSON.stringify(sale)}`);
      sale.status = status;
      return done;
    }

    function* inCatalog(take: () => StepAnswer): Work<StepAnswer> {
      yield* arrive(world, 'catalog');
      return take();
    }

    function* openSale(id: string): Work<StepAnswer> {
      yield* arrive(world, 'sales');
      open(id);
      return done;
    }

    function sell(id: string): StepAnswer {
      const answer = shelves.sell(id);
      const paid = provider.charge(id)?.state === 'CAPTURED';
      check('sold only what is paid', answer.outcome !== 'done' || paid, () => id);
      return answer;
    }

    function release(id: string): StepAnswer {
      const kept = ['CAPTURED', 'OPEN', 'FAILED'].includes(provider.charge(id)?.state ?? '');
      check('money goes back before the goods', !kept, () => `${id} ${JSON.stringify(provider.charge(id))}`);
      return shelves.release(id);
    }

    return {
      saga: shopSaga,
      isBehindPivot: (id: string) => shelves.stateOf(id) === 'SOLD',
      tick: shelves.expire,
      mend: (id: string) => void (orders.get(id)!.refundRefusals = 0),
      steps(call, id) {
        const order = orders.get(id)!;
        const name = nameOf(call);
        switch (name) {
          case 'openSales':
            return openSale(id);
          case 'verifyStock':
            return inCatalog(() => shelves.verify(order.lines));
          case 'reserveStock':
            return inCatalog(() => shelves.reserve(id, order.lines));
          case 'releaseStock':
            return inCatalog(() => release(id));
          case 'confirmReservation':
            return inCatalog(() => sell(id));
          case 'capturePayment':
            return capture(id, order);
          case 'refundPayment':
            return refund(id, order);
          case 'confirmSale':
            return end(id, 'CONFIRMED');
          case 'cancelSale':
            return end(id, 'CANCELLED');
          default:
            return name satisfies never;
        }
      },
      checkEnd({ row, done: ended }) {
        const sale = sales.get(row.id);
        const money = provider.charge(row.id)?.state;
        const hold = shelves.stateOf(row.id);
        const tell = () => `${row.id} is ${row.state}, sale ${JSON.stringify(sale)}, money ${money}, goods ${hold}`;
        if (hold === 'SOLD') check('never a sold sale without its money', money === 'CAPTURED', tell);
        if (!ended) return;
        const isSold = row.state === 'SALE_CONFIRMED';
        check('money is kept for sold goods only', isSold === (money === 'CAPTURED') && money !== 'OPEN', tell);
        check('goods are gone for sold sales only', isSold === (hold === 'SOLD') && hold !== 'HELD', tell);
        check('the sale ends as its saga', sale?.status === (isSold ? 'CONFIRMED' : 'CANCELLED'), tell);
      },
    };
  };
