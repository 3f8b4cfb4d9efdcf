import type { ResolutionOrder } from '@comptoir/contracts';
import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import type { Refusal } from '../../domain/payback.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Sale } from '../../domain/sale.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { Settled, SettlementStore } from '../../application/settlement-ports.ts';
import { lockSale } from '../refund-opening.ts';
import type { Happened } from './ground.ts';
import { lookAfter, settleReserved } from './settle.ts';
import { ENTER_SETTLEMENT, FREE_UNITS, KEEP_UNITS, LOCK_SETTLEMENT, MOVE_SETTLEMENT } from './statements.ts';

/** Who hears of what was committed. */
export type SettlementNews = {
  sales(sales: Sale[]): void;
  refunds(refunds: Refund[]): void;
  creditIssued(credit: Happened['credits'][number]): void;
};

/** The order in which sales are locked; of one sale, first come, first served. */
const inLockOrder = (orders: readonly ResolutionOrder[]): ResolutionOrder[] =>
  orders.toSorted((a, b) => (a.saleId === b.saleId ? 0 : a.saleId < b.saleId ? -1 : 1));

async function lockSettlement(client: PoolClient, { settlementId }: ResolutionOrder): Promise<Settlement | null> {
  type Row = Pick<Settlement, 'state'> & { code: string | null; message: string | null };
  const [row] = (await client.query<Row>(LOCK_SETTLEMENT, [settlementId])).rows;
  if (!row) return null;
  const { state, code, message } = row;
  return { state, refusal: code === null ? null : { code, message: message ?? '' } };
}

async function enter(client: PoolClient, order: ResolutionOrder, settlement: Settlement): Promise<Settlement> {
  const { settlementId, sagaId, complaintId, saleId, resolution } = order;
  const { code = null, message = null } = settlement.refusal ?? {};
  const values = [settlementId, sagaId, complaintId, saleId, resolution, settlement.state, code, message];
  await client.query(ENTER_SETTLEMENT, values);
  return settlement;
}

const NO_SALE: Refusal = { code: 'NOT_FOUND', message: 'The sale of the complaint cannot be found.' };

/** Settlements in PostgreSQL; `news` hears of what was committed. */
export function postgresSettlementStore(pool: Pool, news: SettlementNews): SettlementStore {
  return {
    reserve: (orders, plan) =>
      inTransaction(pool, async (client) => {
        const settlements = new Map<string, Settlement>();
        for (const order of inLockOrder(orders)) {
          const { settlementId, saleId } = order;
          const locked = await lockSale(client, saleId);
          const known = await lockSettlement(client, order);
          const planned = locked ? plan(order, locked.sale, locked.lines) : { refusal: NO_SALE };
          const next: Settlement =
            'refusal' in planned
              ? { state: 'REFUSED', refusal: planned.refusal }
              : { state: 'RESERVED', refusal: null };
          settlements.set(settlementId, known ?? (await enter(client, order, next)));
          if (known || 'refusal' in planned) continue;
          const ids = planned.lines.map(({ saleLineId }) => saleLineId);
          const quantities = planned.lines.map(({ quantity }) => quantity);
          await client.query(KEEP_UNITS, [settlementId, saleId, ids, quantities]);
        }
        return settlements;
      }),
    release: (orders) =>
      inTransaction(pool, async (client) => {
        for (const order of inLockOrder(orders)) {
          const { settlementId, saleId } = order;
          await lockSale(client, saleId);
          const known = await lockSettlement(client, order);
          if (!known) await enter(client, order, { state: 'RELEASED', refusal: null });
          else if (known.state === 'ORDERED' || known.state === 'SETTLED')
            throw new Error(`Settlement ${settlementId} is ${known.state}: it cannot be taken back.`);
          if (known?.state === 'RESERVED') await client.query(FREE_UNITS, [settlementId, saleId]);
          if (known) await client.query(MOVE_SETTLEMENT, [settlementId, 'RELEASED', null, null]);
        }
      }),
    async settle(orders) {
      const happened: Happened = { sales: [], refunds: [], credits: [] };
      const settled = await inTransaction(pool, async (client) => {
        const all = new Map<string, Settled>();
        for (const order of inLockOrder(orders)) {
          const locked = await lockSale(client, order.saleId);
          const known = await lockSettlement(client, order);
          if (!locked || !known) throw new Error(`There is no settlement ${order.settlementId}.`);
          const ground = { client, order, sale: locked.sale, happened };
          if (known.state === 'RESERVED') all.set(order.settlementId, await settleReserved(ground));
          else if (known.state === 'ORDERED') all.set(order.settlementId, await lookAfter(ground));
          else all.set(order.settlementId, { ...known, toApprove: null });
        }
        return all;
      });
      news.sales(happened.sales);
      news.refunds(happened.refunds);
      happened.credits.forEach(news.creditIssued);
      return settled;
    },
  };
}
