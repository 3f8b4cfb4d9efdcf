import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventType } from '@comptoir/contracts';
import { withClient } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { appendEvents } from '@comptoir/messaging';
import { databaseUrl } from '@comptoir/service-kit';
import { eventually, type TestClient } from '@comptoir/testing';
import { systemConfig } from '../src/config.ts';
import { reachDatabases } from '../src/local/reach.ts';
import { buy, follow, stockedProduct } from './operations.ts';
import { startTopology, type Topology, type TopologyName } from './topology.ts';

const RESOLVED = [
  ...['INITIATED', 'SETTLEMENT_RESERVING', 'SETTLEMENT_RESERVED', 'COMPLAINT_SETTLING', 'COMPLAINT_SETTLED'],
  ...['RESOLUTION_COMPLETING', 'RESOLUTION_COMPLETED'],
];
const FAILED = [
  ...['INITIATED', 'SETTLEMENT_RESERVING', 'SETTLEMENT_RESERVED', 'COMPLAINT_SETTLING'],
  ...['COMPLAINT_SETTLEMENT_FAILED', 'COMPENSATING_SETTLEMENT', 'COMPENSATED'],
];
const ENDS = ['RESOLUTION_COMPLETED', 'COMPENSATED', 'FAILED'];

type Shelf = Awaited<ReturnType<typeof stockedProduct>>;
type Promised = { sagaId: string; settlementId: string };

describe.each<TopologyName>(['system', 'fleet'])(
  'what is promised to settle a complaint, on the %s topology',
  (name) => {
    let topology: Topology;
    let admin: TestClient;
    let shopper: TestClient;
    let shopperId: string;
    let complaints: string;

    beforeAll(async () => {
      topology = await startTopology(name);
      admin = await topology.person('admin');
      shopper = await topology.shopper(1);
      shopperId = (await shopper.data<{ me: { id: string } }>('{ me { id } }')).me.id;
      const { env } = await reachDatabases(systemConfig({ COMPTOIR_DATA_DIR: topology.dataDir }));
      complaints = databaseUrl(env, 'complaints');
    }, 180_000);
    afterAll(() => topology?.stop(), 60_000);

    async function sold(quantity: number, onHand = 10): Promise<{ shelf: Shelf; saleId: string }> {
      const shelf = await stockedProduct(admin, onHand, 1_000);
      const { sagaId, saleId } = await buy(shopper, {
        storeId: shelf.storeId,
        lines: [{ productId: shelf.productId, quantity }],
      });
      await follow(shopper, sagaId);
      return { shelf, saleId };
    }

    /** What a complaint about the whole sale tells once an agent has resolved it. */
    async function promised(
      resolution: string,
      { shelf, saleId }: { shelf: Shelf; saleId: string },
    ): Promise<Promised> {
      const settlement = { sagaId: uuidv7(), settlementId: uuidv7(), lines: [] };
      const facts = { number: 900_000, customerId: shopperId, saleId, storeId: shelf.storeId };
      const [streamId, agent, at] = [uuidv7(), randomUUID(), new Date().toISOString()];
      const event = (streamVersion: number, type: EventType, data: object) => ({
        ...{ streamId, streamType: 'complaint', streamVersion, type, data: { ...facts, ...data } },
        metadata: { correlationId: randomUUID(), userId: agent, source: 'complaints' as const },
      });
      const filed = { title: null, description: null, category: 'PRODUCT_DEFECT', priority: 'LOW', requestedResolution: null }; // prettier-ignore
      const resolved = { resolution, outcome: 'PENDING', comment: null, settlement, resolvedBy: agent, resolvedAt: at };
      await withClient(complaints, (client) =>
        appendEvents(client as never, [
          event(1, 'ComplaintFiled', { ...filed, filedAt: at }),
          event(2, 'ComplaintResolved', resolved),
        ]),
      );
      return settlement;
    }

    /** Its road, once the event has begun it. */
    async function road({ sagaId }: Promised): Promise<string[]> {
      await eventually(async () => {
        const { saga } = await shopper.data<{ saga: object | null }>('query ($id: ID!) { saga(id: $id) { id } }', {
          id: sagaId,
        });
        return saga;
      });
      return (await follow(shopper, sagaId, 0, ({ state }) => ENDS.includes(state))).map(({ state }) => state);
    }

    it('a refund is paid back the way it was paid, and the sale tells of it', async () => {
      const sale = await sold(2);
      const promise = await promised('REFUND', sale);
      expect(await road(promise)).toEqual(RESOLVED);
      const { sale: now, refund } = await shopper.data<Record<string, object>>(
        `query ($id: ID!, $refund: ID!) { sale(id: $id) { status refundedTotal { amountMinor } }
         refund(id: $refund) { status restock saga { type state } } }`,
        { id: sale.saleId, refund: promise.settlementId },
      );
      expect(now).toEqual({ status: 'REFUNDED', refundedTotal: { amountMinor: 2_000 } });
      const saga = { type: 'REFUND', state: 'REFUND_COMPLETED' };
      expect(refund).toEqual({ status: 'COMPLETED', restock: false, saga });
    }, 30_000);

    it('a store credit pays at the checkout, whole or not at all', async () => {
      const sale = await sold(3);
      expect(await road(await promised('STORE_CREDIT', sale))).toEqual(RESOLVED);
      const left = async () =>
        (await shopper.data<{ me: { storeCredit: unknown } }>('{ me { storeCredit { amountMinor currency } } }')).me;
      expect(await left()).toEqual({ storeCredit: [{ amountMinor: 3_000, currency: 'CAD' }] });

      const { storeId, productId } = sale.shelf;
      const pay = async (quantity: number) => {
        const lines = [{ productId, quantity }];
        const { sagaId } = await buy(shopper, { storeId, lines, method: 'STORE_CREDIT' });
        return (await follow(shopper, sagaId)).at(-1)?.state;
      };
      expect([await pay(4), await pay(2)]).toEqual(['COMPENSATED', 'SALE_CONFIRMED']);
      expect(await left()).toEqual({ storeCredit: [{ amountMinor: 1_000, currency: 'CAD' }] });
    }, 30_000);

    it('a replacement is a sale at no charge; where none is left to send, nothing is kept and it is undone', async () => {
      const sale = await sold(2, 4);
      const promise = await promised('REPLACEMENT', sale);
      expect(await road(promise)).toEqual(RESOLVED);
      const { sale: sent } = await shopper.data<Record<string, object>>(
        'query ($id: ID!) { sale(id: $id) { kind status total { amountMinor } lines { quantity } saga { type state } } }',
        { id: promise.settlementId },
      );
      expect(sent).toEqual({
        ...{ kind: 'REPLACEMENT', status: 'CONFIRMED', total: { amountMinor: 0 }, lines: [{ quantity: 2 }] },
        saga: { type: 'SALE', state: 'SALE_CONFIRMED' },
      });

      const last = await sold(1, 1);
      expect(await road(await promised('REPLACEMENT', last))).toEqual(FAILED);
      const { sale: kept } = await shopper.data<Record<string, object>>(
        'query ($id: ID!) { sale(id: $id) { lines { settledQuantity refundableQuantity } } }',
        { id: last.saleId },
      );
      expect(kept).toEqual({ lines: [{ settledQuantity: 0, refundableQuantity: 1 }] });
    }, 30_000);
  },
);
