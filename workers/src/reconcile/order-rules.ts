import type { ReservationFacts } from '@comptoir/catalog/worker';
import type { SagaFacts } from '@comptoir/sagas/worker';
import type { SaleFacts, Statement } from '@comptoir/sales/worker';
import type { Difference } from './difference.ts';
import type { Patience } from './patience.ts';
import { linesOf, moneyOfNoSale, moneyOfSale } from './money-rules.ts';
import { unknownSaga } from './sagas.ts';

/** One order as three databases and the payment provider know it. */
export type Order = {
  saga: SagaFacts | null;
  sale: SaleFacts | null;
  reservation: ReservationFacts | null;
  /** Missing where nothing was to be paid, or the provider told nothing: then the report says that it was not compared. */
  statement: Statement | null;
};

const SOLD: readonly string[] = ['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

/** Everything in which the parts of an order disagree. Pure. What moves is left alone until it has settled. */
export function compareOrder(order: Order, patience: Patience): Difference[] {
  const { saga, sale } = order;
  if (!saga) return (sale?.quietMs ?? Infinity) < patience.settledMs ? [] : withoutSaga(order);
  if (saga.quietMs < patience.settledMs) return [];
  // Nobody can say what its sale should be. What is open is told with the other sagas.
  if (saga.unknown) return isEnded(saga) ? unknownSaga(saga) : [];
  switch (saga.phase) {
    case 'completed':
      return [
        ...soldSale(saga, order),
        ...soldGoods(saga, order),
        ...(sale ? [...linesOf(sale), ...moneyOfSale(sale, order.statement)] : []),
      ];
    case 'undone':
      // Money first: a sale is cancelled only when nothing is kept of it.
      return [
        ...(sale ? moneyOfNoSale(sale, order.statement, { hasSaga: true, isSold: saysSold(order) }) : []),
        ...(sale ? linesOf(sale) : []),
        ...unsoldSale(saga, order),
        ...unsoldGoods(saga, order),
      ];
    case 'from-pivot':
    case 'before-pivot':
      return [
        ...(sale ? linesOf(sale) : []),
        ...overdueHold(order, patience),
        ...(saga.phase === 'before-pivot' ? tooEarly(saga, order) : []),
      ];
    default:
      return saga.phase satisfies never;
  }
}

const isEnded = ({ phase }: SagaFacts): boolean => phase === 'completed' || phase === 'undone';

/** Whether the sale or the shelf says that it was sold, whatever its saga says. */
const saysSold = ({ sale, reservation }: Order): boolean =>
  (sale !== null && SOLD.includes(sale.status)) || reservation?.state === 'SOLD';

const aboutOf = ({ saga, sale, reservation }: Order): Record<string, string> => ({
  ...(saga && { sagaId: saga.id }),
  ...((sale ?? saga?.saleId) && { saleId: sale?.id ?? saga?.saleId ?? '' }),
  ...(reservation && { reservationId: reservation.id }),
});

function soldSale(saga: SagaFacts, order: Order): Difference[] {
  const status = order.sale?.status ?? null;
  if (status && SOLD.includes(status)) return [];
  const paid = order.sale?.paymentState === 'CAPTURED';
  return [
    {
      kind: 'SALE_UNLIKE_SAGA',
      about: aboutOf(order),
      expected: { saga: saga.state, sale: 'CONFIRMED' },
      found: { saga: saga.state, sale: status },
      says: `The saga has sold, and its sale is ${status ?? 'not there'}.`,
      remedy:
        status === 'PENDING' && paid
          ? { repair: 'confirm-sale' }
          : { person: 'Goods were sold: look at their payment, and decide with the buyer whether the sale stands.' },
    },
  ];
}

function soldGoods(saga: SagaFacts, order: Order): Difference[] {
  const state = order.reservation?.state ?? null;
  if (state === 'SOLD') return otherGoods(order);
  return [
    {
      kind: 'SALE_WITHOUT_GOODS',
      about: aboutOf(order),
      expected: { saga: saga.state, reservation: 'SOLD' },
      found: { saga: saga.state, reservation: state },
      says: `The saga has sold, and its reservation is ${state ?? 'not there'}.`,
      remedy: { person: 'Count the shelf: only a person can see whether the goods have left it.' },
    },
  ];
}

const unitsIn = (units: Record<string, number>, products: readonly string[]): string =>
  products.map((id) => `${units[id] ?? 0} of ${id}`).join(', ');

/** What left the shelf is what was sold: the same units of the same products, from the shelf of the same store. */
function otherGoods(order: Order): Difference[] {
  const { sale, reservation } = order;
  if (!sale || !reservation) return [];
  const products = [...new Set([...Object.keys(sale.units), ...Object.keys(reservation.units)])].sort();
  const unlike = products.filter((id) => sale.units[id] !== reservation.units[id]);
  if (unlike.length === 0 && sale.storeId === reservation.storeId) return [];
  const figures = ({ storeId, units }: Pick<SaleFacts, 'storeId' | 'units'>) => ({
    storeId,
    units: unitsIn(units, unlike) || 'the same',
  });
  return [
    {
      kind: 'GOODS_UNLIKE_SALE',
      about: aboutOf(order),
      expected: figures(sale),
      found: figures(reservation),
      says: 'Other goods were taken off the shelf than the sale is of.',
      remedy: {
        person: 'Compare with SaleCreated and StockReserved in the audit trail, count the shelf, and adjust the stock.',
      },
    },
  ];
}

function unsoldSale(saga: SagaFacts, order: Order): Difference[] {
  const status = order.sale?.status ?? null;
  if (status === 'CANCELLED') return [];
  return [
    {
      kind: 'SALE_UNLIKE_SAGA',
      about: aboutOf(order),
      expected: { saga: saga.state, sale: 'CANCELLED' },
      found: { saga: saga.state, sale: status },
      says: `The saga ended unsold, and its sale is ${status ?? 'not there'}.`,
      remedy:
        status === null || status === 'PENDING'
          ? { repair: 'cancel-sale' }
          : { person: 'The buyer was told that it is sold: look at goods and money before one of the two is changed.' },
    },
  ];
}

function unsoldGoods(saga: SagaFacts, order: Order): Difference[] {
  const state = order.reservation?.state ?? 'RELEASED';
  if (state === 'RELEASED') return [];
  const facts = {
    about: aboutOf(order),
    expected: { saga: saga.state, reservation: 'RELEASED' },
    found: { saga: saga.state, reservation: state },
  };
  return [state === 'HELD' ? lostHold(facts) : lostGoods(facts)];
}

type Facts = Pick<Difference, 'about' | 'expected' | 'found'>;

const lostHold = (facts: Facts): Difference => ({
  ...facts,
  kind: 'HOLD_WITHOUT_SAGA',
  says: 'Goods are held, and no saga will ever sell or release them.',
  remedy: { repair: 'release-hold' },
});

const lostGoods = (facts: Facts): Difference => ({
  ...facts,
  kind: 'GOODS_WITHOUT_SALE',
  says: 'Goods were taken off the shelf, and there is no sale of them.',
  remedy: { person: 'Count the shelf; where the goods are there, adjust the stock.' },
});

function overdueHold(order: Order, { graceMs }: Patience): Difference[] {
  const { reservation } = order;
  if (reservation?.state !== 'HELD' || reservation.overdueMs < graceMs) return [];
  return [
    {
      kind: 'HOLD_OVERDUE',
      about: aboutOf(order),
      expected: { reservation: 'RELEASED' },
      found: { reservation: 'HELD' },
      says: 'Goods are still held although their time was over long ago: nothing releases expired holds.',
      remedy: { repair: 'release-hold' },
    },
  ];
}

/** Nothing is final before the pivot. */
function tooEarly(saga: SagaFacts, order: Order): Difference[] {
  const reservation = order.reservation?.state ?? null;
  const sale = order.sale?.status ?? null;
  const differences: Difference[] = [];
  if (reservation === 'SOLD')
    differences.push({
      kind: 'GOODS_WITHOUT_SALE',
      about: aboutOf(order),
      expected: { saga: saga.state, reservation: 'HELD' },
      found: { saga: saga.state, reservation },
      says: 'The goods are sold, and their saga could still take everything back.',
      remedy: { person: 'Stop the saga (cancelSaga), then count the shelf and adjust the stock.' },
    });
  if (sale && SOLD.includes(sale))
    differences.push({
      kind: 'SALE_UNLIKE_SAGA',
      about: aboutOf(order),
      expected: { saga: saga.state, sale: 'PENDING' },
      found: { saga: saga.state, sale },
      says: 'The sale is final, and its saga could still take everything back.',
      remedy: { person: 'Look at the saga: if it ends sold, the books agree again; else decide with the buyer.' },
    });
  return differences;
}

function withoutSaga(order: Order): Difference[] {
  const { sale, reservation, statement } = order;
  const facts = {
    about: aboutOf(order),
    expected: { saga: 'there' },
    found: { saga: null, sale: sale?.status ?? null, reservation: reservation?.state ?? null },
  };
  const differences: Difference[] = [];
  if (sale) {
    differences.push(...linesOf(sale));
    if (!SOLD.includes(sale.status))
      differences.push(...moneyOfNoSale(sale, statement, { hasSaga: false, isSold: saysSold(order) }));
    differences.push({
      ...facts,
      kind: 'SALE_WITHOUT_SAGA',
      says: `The sale is ${sale.status}, and there is no saga of it.`,
      remedy: {
        person: 'Its saga was lost, by a restored backup or by hand: compare with the audit trail of the sale.',
      },
    });
  }
  if (reservation?.state === 'HELD') differences.push(lostHold(facts));
  if (reservation?.state === 'SOLD' && !sale) differences.push(lostGoods(facts));
  return differences;
}
