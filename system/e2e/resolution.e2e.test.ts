import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@comptoir/database';
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
type Settlement = { sagaId: string; settlementId: string };
type Promised = Settlement & { complaintId: string };

type Filed = { fileComplaint: { complaint: { id: string } } };
const FILE =
  'mutation ($input: FileComplaintInput!) { fileComplaint(input: $input) { ... on FileComplaintSuccess { complaint { id } } } }';
const GIVE =
  'mutation ($input: AssignComplaintInput!) { assignComplaint(input: $input) { __typename ... on Problem { message } } }';
const DECIDE = `mutation ($begun: StartComplaintInput!, $resolved: ResolveComplaintInput!) {
  startComplaint(input: $begun) { __typename ... on Problem { message } }
  resolveComplaint(input: $resolved) { __typename ... on Problem { message } } }`;

describe.each<TopologyName>(['system', 'fleet'])(
  'what is promised to settle a complaint, on the %s topology',
  (name) => {
    let topology: Topology;
    let admin: TestClient;
    let shopper: TestClient;
    let agent: TestClient;
    let agentId: string;
    let complaints: string;

    beforeAll(async () => {
      topology = await startTopology(name);
      admin = await topology.person('admin');
      agent = await topology.person('agent');
      agentId = (await agent.data<{ me: { id: string } }>('{ me { id } }')).me.id;
      shopper = await topology.shopper(1);
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

    /** A complaint about the whole sale that an admin gives to an agent, who resolves it; and what its event promises. */
    async function promised(resolution: string, { saleId }: { saleId: string }): Promise<Promised> {
      const words = { title: 'It broke', description: 'On the first day.', category: 'PRODUCT_DEFECT' };
      const input = { ...words, saleId, idempotencyKey: randomUUID() };
      // Both ask another context. On a machine that has no time it may not answer: what is asked again is done once.
      const complaintId = await eventually(
        async () => (await shopper.data<Filed>(FILE, { input })).fileComplaint.complaint.id,
        { within: 30_000, what: 'a complaint filed' },
      );
      const given = await eventually(
        () => admin.data<{ assignComplaint: object }>(GIVE, { input: { complaintId, assigneeId: agentId } }),
        { within: 30_000, what: 'a complaint given to an agent' },
      );
      expect(given).toEqual({ assignComplaint: { __typename: 'AssignComplaintSuccess' } });
      const decided = await agent.data(DECIDE, { begun: { complaintId }, resolved: { complaintId, resolution } });
      expect(decided).toEqual({
        startComplaint: { __typename: 'StartComplaintSuccess' },
        resolveComplaint: { __typename: 'ResolveComplaintSuccess' },
      });
      const { rows } = await withClient(complaints, (client) =>
        client.query<Settlement>(
          `SELECT data -> 'settlement' ->> 'sagaId' AS "sagaId", data -> 'settlement' ->> 'settlementId' AS "settlementId"
           FROM event WHERE stream_id = $1 AND type = 'ComplaintResolved'`,
          [complaintId],
        ),
      );
      if (!rows[0]) throw new Error('The event of the resolution is missing.');
      return { complaintId, ...rows[0] };
    }

    /** How the complaint stands behind it. */
    async function standing({ complaintId: id }: Promised): Promise<object> {
      const query = 'query ($id: ID!) { complaint(id: $id) { status resolutionOutcome } }';
      return (await shopper.data<{ complaint: object }>(query, { id })).complaint;
    }

    /** Its road, once the event has begun it. */
    async function road({ sagaId }: Promised): Promise<string[]> {
      const begun = async () => {
        const query = 'query ($id: ID!) { saga(id: $id) { id } }';
        return (await shopper.data<{ saga: object | null }>(query, { id: sagaId })).saga;
      };
      // A system that was just started has the demo chain's past to go through first.
      await eventually(begun, { within: 30_000, what: 'a saga begun by the event' });
      return (await follow(shopper, sagaId, 0, ({ state }) => ENDS.includes(state))).map(({ state }) => state);
    }

    it('a refund is paid back the way it was paid, and the sale tells of it', async () => {
      const sale = await sold(2);
      const promise = await promised('REFUND', sale);
      expect(await road(promise)).toEqual(RESOLVED);
      expect(await standing(promise)).toEqual({ status: 'RESOLVED', resolutionOutcome: 'DONE' });
      const { sale: now, refund } = await shopper.data<Record<string, object>>(
        `query ($id: ID!, $refund: ID!) { sale(id: $id) { status refundedTotal { amountMinor } }
         refund(id: $refund) { status restock saga { type state } } }`,
        { id: sale.saleId, refund: promise.settlementId },
      );
      expect(now).toEqual({ status: 'REFUNDED', refundedTotal: { amountMinor: 2_000 } });
      const saga = { type: 'REFUND', state: 'REFUND_COMPLETED' };
      expect(refund).toEqual({ status: 'COMPLETED', restock: false, saga });
    }, 60_000);

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
    }, 60_000);

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
      const broken = await promised('REPLACEMENT', last);
      expect(await road(broken)).toEqual(FAILED);
      expect(await standing(broken)).toEqual({ status: 'IN_PROGRESS', resolutionOutcome: null });
      const { sale: kept } = await shopper.data<Record<string, object>>(
        'query ($id: ID!) { sale(id: $id) { lines { settledQuantity refundableQuantity } } }',
        { id: last.saleId },
      );
      expect(kept).toEqual({ lines: [{ settledQuantity: 0, refundableQuantity: 1 }] });
    }, 60_000);
  },
);
