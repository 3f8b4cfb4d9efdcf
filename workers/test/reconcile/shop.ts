import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { SaleOrder } from '@comptoir/contracts';
import type { Report } from '../../src/app.ts';
import { startChain, type Chain } from '../chain.ts';

export let chain: Chain;
export let shelf: { storeId: string; productIds: string[] };
/** Orders that were sold, and one that was not. */
export let sold: SaleOrder;
export let unsold: SaleOrder;

/** A chain for the tests of a file, and before each of them two orders. */
export function keepShop(): void {
  beforeAll(async () => {
    chain = await startChain();
    shelf = await chain.catalog.aShelf(1_000, 1_000, 1_000);
  }, 60_000);
  afterAll(() => chain.dispose());

  beforeEach(async () => {
    const {
      storeId,
      productIds: [tea = '', pot = ''],
    } = shelf;
    sold = chain.anOrder(storeId, [
      [tea, 3],
      [pot, 1],
    ]);
    unsold = { ...chain.anOrder(storeId, [[tea, 2]]), payment: { method: 'CARD', token: 'tok_declined' } };
    await chain.buy([sold, unsold]);
  });
}

/** Ids of an order that has no saga yet. */
export const ids = () => {
  const { sagaId, saleId, reservationId, paymentId } = chain.anOrder(shelf.storeId, []);
  return { sagaId, saleId, reservationId, paymentId };
};

/** An order whose saga rests in this state, looked after by nobody for a while. */
export async function anOpenSaga(state: string): Promise<SaleOrder> {
  const order = { ...sold, ...ids() };
  await chain.begin([order]);
  await sql.sagas(`UPDATE saga SET state = $2, due_at = now() + interval '30 s' WHERE id = $1`, order.sagaId, state);
  return order;
}

/** Lets it go on to its end. */
export async function close({ sagaId }: SaleOrder): Promise<void> {
  await sql.sagas('UPDATE saga SET due_at = now() WHERE id = $1', sagaId);
  await chain.drain();
}

/** An order whose saga ended unsold, whatever its steps did. */
export async function anUnsoldSaga(order: SaleOrder): Promise<void> {
  await chain.begin([order]);
  await sql.sagas(
    `UPDATE saga SET state = 'COMPENSATED', done = true, completed_at = now() WHERE id = $1`,
    order.sagaId,
  );
}

/** $1 a key. Money that the provider takes for it. */
export const A_CHARGE = `
  WITH lie AS (INSERT INTO provider.charge (key, method, amount_minor, currency, state) VALUES ($1, 'CARD', 990, 'CAD', 'CAPTURED') RETURNING id)
  INSERT INTO provider.entry (charge_id, kind, amount_minor) SELECT id, 'CAPTURE', 990 FROM lie`;

/** What was found, without the words. */
export const told = ({ findings }: Report) =>
  findings.map(({ kind, about, expected, found, outcome }) => ({ kind, about, expected, found, outcome }));
export const kinds = ({ findings }: Report) => findings.map(({ kind, outcome }) => `${kind} ${outcome}`);
export const sql = {
  catalog: (text: string, ...values: unknown[]) => chain.catalog.pool.query(text, values),
  sales: (text: string, ...values: unknown[]) => chain.sales.pool.query(text, values),
  sagas: (text: string, ...values: unknown[]) => chain.pool.query(text, values),
};
