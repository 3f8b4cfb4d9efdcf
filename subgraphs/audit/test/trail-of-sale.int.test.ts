import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { inTransaction } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { actsOf } from '../src/infrastructure/acts.ts';
import { eventsOf, startAudit, type Loose, type TestAudit } from './harness.ts';

let system: TestAudit;
beforeAll(async () => {
  system = await startAudit();
}, 60_000);
afterAll(() => system.dispose());

describe('the trail of a sale', () => {
  it('goes on in the refunds and complaints about it, also those that left nothing on its own stream', async () => {
    const sale = eventsOf(2);
    const saleId = String(sale[0]?.streamId);
    const of = (streamType: string, data: object = { saleId }) => {
      const streamId = uuidv7();
      return (...types: string[]) =>
        types.flatMap((type, i) => eventsOf(1, { ...{ streamId, streamType, type, data }, from: i + 1 }));
    };
    const refund = of('refund')('RefundRequested', 'RefundRejected');
    const complaint = of('complaint')('ComplaintFiled', 'ComplaintCommented', 'ComplaintResolved');
    const correlationId = complaint[2]?.metadata.correlationId;
    const credit = eventsOf(1, { correlationId, streamType: 'store-credit', type: 'StoreCreditIssued' });
    const others = [...of('refund', { saleId: uuidv7() })('RefundRequested'), ...of('complaint', {})('ComplaintFiled')];
    await system.deliver([...sale, ...refund, ...others]);
    await system.deliver(complaint, 'complaints');
    await system.deliver(credit);

    const [trail] = (await system.value(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Sale { auditTrail { edges { node { eventId } } summary { events spans { streamType events } } } } } }`,
      { of: [{ __typename: 'Sale', id: saleId }] },
    )) as unknown as { auditTrail: { edges: { node: Loose }[]; summary: Loose } }[];
    const all = [...sale, ...refund, ...complaint, ...credit].map(({ eventId }) => eventId);
    expect(trail?.auditTrail.edges.map(({ node }) => node.eventId)).toEqual(all);
    expect(trail?.auditTrail.summary).toEqual({
      events: 8,
      spans: [
        { streamType: 'sale', events: 2 },
        { streamType: 'refund', events: 2 },
        { streamType: 'complaint', events: 3 },
        { streamType: 'store-credit', events: 1 },
      ],
    });
  });

  it('finds them by an index', async () => {
    const plan = await inTransaction(system.pool, async (client) => {
      // Of a handful of rows the planner reads all.
      await client.query('SET LOCAL enable_seqscan = off');
      const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${actsOf(`'${randomUUID()}'::uuid`)}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Scan using audit_event_\w+_expr_idx on audit_event_\w+/);
    expect(plan).not.toMatch(/Seq Scan|Bitmap Index Scan on audit_event_\w+_type/);
  });
});
