import type { OpenSaleAnswer, SaleOrder } from '@comptoir/contracts';
import type { Deps } from '../ports.ts';

/** Opens sales for checkout, so that they can be read as PENDING before any step has run. The same order opens one sale. */
export async function openSale(
  { store }: Pick<Deps, 'store'>,
  orders: readonly SaleOrder[],
): Promise<OpenSaleAnswer[]> {
  const opened = await store.open(orders);
  const others = orders.filter(({ saleId }) => !opened.has(saleId)).map(({ saleId }) => saleId);
  const numbers = new Map([...opened, ...(await store.numbers(others))]);
  return orders.map(({ saleId }) => {
    const number = numbers.get(saleId);
    if (number === undefined) throw new Error(`Sale ${saleId} was opened and cannot be read.`);
    return { saleId, number };
  });
}
