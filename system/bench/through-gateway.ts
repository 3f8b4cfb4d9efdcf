import { eventually, type TestClient } from '@comptoir/testing';
import { follow, readStock } from '../e2e/operations.ts';
import { measure } from './cpu.ts';
import { buy, type Fleet } from './fleet.ts';
import { headOf, mark, percentile, processTable, publish, say, table } from './report.ts';
import { arrive, keepOpen, type Shopping } from './shopping.ts';

export type ShoppingOptions = { seconds: number; inFlight: number; write: boolean };

const WARM_UP_SECONDS = 5;

const COLUMNS = ['orders', 'failed', 'p50 ms', 'p95 ms', 'p99 ms', 'slowest ms'];
const figures = ({ ms, failed }: Shopping) => [
  ...[ms.length, failed],
  ...[0.5, 0.95, 0.99, 1].map((p) => Math.round(percentile(ms, p))),
];

/**
 * Stage (a): everything runs, the client on the same machine. From click to confirmed means from sending the mutation to the
 * arrival of SALE_CONFIRMED on the shopper's own subscription.
 */
export async function throughGateway(fleet: Fleet, { seconds, inFlight, write }: ShoppingOptions): Promise<void> {
  const { admin, shelf, topology } = fleet;
  const shoppers = await fleet.shoppers();
  await keepOpen(shoppers, shelf, inFlight, WARM_UP_SECONDS);
  let shopping: Shopping = { ms: [], failed: 0 };
  const measured = await measure(fleet.pids(), async () => {
    shopping = await keepOpen(shoppers, shelf, inFlight, seconds);
    return shopping.ms.length;
  });
  const lag = await auditLag(fleet, shoppers[0] as TestClient, seconds);
  const { reserved } = await readStock(admin, shelf.productIds[0] ?? '', shelf.storeId);
  say(`held after the run on one shelf: ${reserved}`);
  publish(
    [
      await headOf(`through the gateway, ${topology.name}, ${inFlight} in flight, ${seconds} s`, fleet.adminUrl),
      table(['orders/s', ...COLUMNS], [[Math.round(measured.perSecond), ...figures(shopping)]]),
      processTable(measured),
      lag === null
        ? `Relay and audit did not catch up within ${seconds} s.`
        : `One more order behind the load stood in the audit store ${lag.toFixed(0)} ms after it was confirmed.`,
      [
        mark('(a) through the gateway, orders/s', measured.perSecond, { least: 300 }),
        mark('(a) relay and audit caught up after, s', (lag ?? Infinity) / 1_000, { most: seconds }),
      ].join('\n'),
    ],
    write,
  );
}

/**
 * Its events queue up behind all others: how long they take is how far relay and audit were behind. Null: longer than
 * `seconds`.
 */
async function auditLag({ admin, shelf }: Fleet, shopper: TestClient, seconds: number): Promise<number | null> {
  const sagaId = (await buy(shopper, shelf, 0)) ?? '';
  await follow(shopper, sagaId, null);
  const confirmed = performance.now();
  type Trail = { saga: { auditTrail: { edges: { node: { type: string } }[] } } };
  const trail = 'query ($id: ID!) { saga(id: $id) { auditTrail(first: 100) { edges { node { type } } } } }';
  const isThere = async () => {
    const { saga } = await admin.data<Trail>(trail, { id: sagaId });
    const types = saga.auditTrail.edges.map(({ node }) => node.type);
    return ['StockSold', 'SaleConfirmed', 'SagaCompleted'].every((type) => types.includes(type));
  };
  try {
    await eventually(isThere, { within: seconds * 1_000, what: 'the audit trail of the last order' });
    return performance.now() - confirmed;
  } catch (error) {
    say((error as Error).message);
    return null;
  }
}

/** p95 from click to confirmed that is asked for at a rate. */
const MARKS_MS: Record<number, number> = { 20: 80, 100: 200 };

/** Latency at rates well below the limit: orders come at random moments, nobody waits for those before. */
export async function latency(
  fleet: Fleet,
  rates: readonly number[],
  { seconds, write }: Pick<ShoppingOptions, 'seconds' | 'write'>,
): Promise<void> {
  const shoppers = await fleet.shoppers();
  const rows: (string | number)[][] = [];
  const marks: string[] = [];
  for (const rate of rates) {
    await arrive(shoppers, fleet.shelf, rate, WARM_UP_SECONDS);
    const shopping = await arrive(shoppers, fleet.shelf, rate, seconds);
    rows.push([rate, ...figures(shopping)]);
    const most = MARKS_MS[rate];
    if (most) marks.push(mark(`p95 at ${rate} orders/s, ms`, percentile(shopping.ms, 0.95), { most }));
  }
  const head = await headOf(`latency, ${fleet.topology.name}, open loop, ${seconds} s a rate`, fleet.adminUrl);
  publish([head, table(['orders/s asked', ...COLUMNS], rows), marks.join('\n')], write);
}

/** All orders for one product against orders spread over all, in the order ABBA so that a drift of the machine cancels out. */
export async function hotProduct(fleet: Fleet, { seconds, inFlight, write }: ShoppingOptions): Promise<void> {
  const shoppers = await fleet.shoppers();
  const wide = fleet.shelf;
  const hot = { ...wide, productIds: wide.productIds.slice(0, 1) };
  await keepOpen(shoppers, wide, inFlight, WARM_UP_SECONDS);
  const sold = { wide: 0, hot: 0 };
  for (const which of ['wide', 'hot', 'hot', 'wide'] as const)
    sold[which] += (await keepOpen(shoppers, { wide, hot }[which], inFlight, seconds / 2)).ms.length;
  publish(
    [
      await headOf(`one hot product, ${fleet.topology.name}, ${inFlight} in flight, ${seconds} s each`, fleet.adminUrl),
      table(
        ['products', 'orders/s'],
        [
          [wide.productIds.length, Math.round(sold.wide / seconds)],
          [1, Math.round(sold.hot / seconds)],
        ],
      ),
      mark('hot product, share of the spread-out rate', sold.hot / sold.wide, { least: 0.5 }),
    ],
    write,
  );
}
