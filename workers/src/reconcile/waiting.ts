import { chunksOf } from '@comptoir/kit';
import type { Books } from './books.ts';

/** A saga that waits for a person, and what the payment of its sale keeps meanwhile. It is no difference: nobody has decided yet. */
export type Waiting = {
  sagaId: string;
  type: string;
  state: string;
  saleId: string | null;
  keptMinor: number;
  currency: string;
};

const PAGE = 500;

/** All sagas that wait for a person. Only those of sales keep money: what a refund is of was sold. */
export async function waitingSagas({ sagas, sales }: Pick<Books, 'sagas' | 'sales'>): Promise<Waiting[]> {
  const all: Waiting[] = [];
  for (const ids of chunksOf(await sagas.parked(), PAGE)) {
    const found = await sagas.sagas(ids);
    const saleIds = found.flatMap(({ type, saleId }) => (type === 'SALE' && saleId ? [saleId] : []));
    const sold = new Map((await sales.sales(saleIds)).map((sale) => [sale.id, sale]));
    all.push(
      ...found.map(({ id, type, state, saleId }) => {
        const sale = sold.get(saleId ?? '');
        const isKept = sale && ['CAPTURED', 'PARTIALLY_REFUNDED'].includes(sale.paymentState);
        return {
          ...{ sagaId: id, type, state, saleId, currency: sale?.currency ?? 'CAD' },
          keptMinor: isKept ? sale.paymentMinor - sale.paymentRefundedMinor : 0,
        };
      }),
    );
  }
  return all;
}
