import type { DemoProduct, DemoSale, DemoStore, DemoUser, OrderLine } from '@comptoir/contracts';
import type { Random } from './random.ts';

const DAYS = 60;
const SALES = 3_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Busy on Saturdays (getUTCDay 6), quiet on Mondays. */
const WEEKDAY_WEIGHTS = [1.1, 0.7, 0.8, 0.9, 1, 1.2, 1.5];

type Chain = {
  random: Random;
  today: Date;
  stores: readonly DemoStore[];
  products: readonly DemoProduct[];
  buyers: readonly DemoUser[];
};

/** Sales of the last 60 days, in order of time, each gone its happy way. */
export function planSales({ random, today, stores, products, buyers }: Chain): DemoSale[] {
  const moments = planMoments(random, today);
  return moments.map((createdAt, i) => {
    const store = random.pick(stores);
    const lines = planLines(random, products, createdAt);
    const totalMinor = lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
    return {
      number: i + 1,
      createdAt,
      confirmedAt: new Date(createdAt.getTime() + random.between(300, 1_500)),
      order: {
        ...{
          sagaId: random.id(createdAt),
          saleId: random.id(createdAt),
          reservationId: random.id(createdAt),
          paymentId: random.id(createdAt),
        },
        ...{ userId: random.pick(buyers).id, storeId: store.id, kind: 'SALE', lines, totalMinor, currency: 'CAD' },
        payment: { method: 'CARD', token: 'tok_approved' },
        ...{ simulate: null, correlationId: random.id(createdAt), traceparent: null },
      },
    };
  });
}

function planMoments(random: Random, today: Date): Date[] {
  const days = Array.from({ length: DAYS }, (_, i) => new Date(today.getTime() - (DAYS - i) * DAY_MS));
  const weights = days.map((day) => WEEKDAY_WEIGHTS[day.getUTCDay()] ?? 1);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return days
    .flatMap((day, i) => {
      const count = Math.round((SALES * (weights[i] ?? 1)) / whole);
      // Shops are open from nine to nine; the chain's mornings begin at 13:00 UTC.
      return Array.from(
        { length: count },
        () => new Date(day.getTime() + 13 * HOUR_MS + random.between(0, 11 * HOUR_MS - 10_000)),
      );
    })
    .sort((a, b) => a.getTime() - b.getTime());
}

/** One to four products; some are bought far more often than others. */
function planLines(random: Random, products: readonly DemoProduct[], at: Date): OrderLine[] {
  const chosen = new Map<string, DemoProduct>();
  const count = random.between(1, 4);
  while (chosen.size < count) {
    const product = products[Math.floor(products.length * random.next() ** 2)];
    if (product) chosen.set(product.id, product);
  }
  return [...chosen.values()].map((product) => ({
    lineId: random.id(at),
    productId: product.id,
    productName: product.name,
    quantity: random.between(1, 3),
    unitPriceMinor: product.priceMinor,
  }));
}
