import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@comptoir/contracts';
import { uuidv7 } from '@comptoir/kit';
import { eventsOf, startAudit, type Loose, type TestAudit } from './harness.ts';

let system: TestAudit;
beforeAll(async () => {
  system = await startAudit();
}, 60_000);
afterAll(() => system.dispose());

const TRAIL = 'edges { cursor elapsedMs node { eventId type } } summary { status events }';
const ofAct = (id: string, first = 100, after?: unknown): Promise<Loose> =>
  system.value(
    `query ($id: ID!, $first: Int, $after: String) { auditTrail(correlationId: $id, first: $first, after: $after) { ${TRAIL} } }`,
    { id, first, after },
  );
async function ofThing(__typename: 'Sale' | 'Saga' | 'Complaint', id: string): Promise<Loose> {
  const [thing] = (await system.value(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${__typename} { auditTrail { ${TRAIL} } } } }`,
    { of: [{ __typename, id }] },
  )) as unknown as { auditTrail: Loose }[];
  return thing?.auditTrail ?? {};
}
const edges = (trail: Loose) => trail.edges as unknown as { cursor: string; elapsedMs: number; node: Loose }[];
const told = (trail: Loose) => edges(trail).map(({ node }) => node.eventId);
const idsOf = (events: readonly EventEnvelope[]) => events.map(({ eventId }) => eventId);

/** The event with other metadata. */
const caused = (event: EventEnvelope, metadata: object): EventEnvelope => ({
  ...event,
  metadata: { correlationId: event.metadata.correlationId, source: 'sales', ...metadata },
});

describe('the order of a trail', () => {
  it('is that of time, whichever part of the platform handed its events on first; page by page', async () => {
    const correlationId = randomUUID();
    const saga = eventsOf(1, { streamType: 'saga', type: 'SagaStarted', correlationId });
    const stock = eventsOf(2, { streamType: 'reservation', type: 'StockReserved', correlationId });
    const sale = eventsOf(2, { correlationId });
    for (const late of [sale, stock, saga]) await system.deliver(late);
    const whole = await ofAct(correlationId);
    expect(told(whole)).toEqual(idsOf([...saga, ...stock, ...sale]));
    expect(edges(whole).map(({ elapsedMs }) => elapsedMs)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    const first = await ofAct(correlationId, 2);
    const rest = await ofAct(correlationId, 2, edges(first)[1]?.cursor);
    expect([...told(first), ...told(rest)]).toEqual(idsOf([...saga, ...stock, ...sale.slice(0, 1)]));
  });

  it('keeps that of each thing, also where a clock went back', async () => {
    const correlationId = randomUUID();
    const [first, second, third] = eventsOf(3, { correlationId });
    if (!first || !second || !third) throw new Error('three events were asked for');
    const back = [first, { ...third, streamVersion: 2 }, { ...second, streamVersion: 3 }];
    await system.deliver(back);
    expect(told(await ofAct(correlationId))).toEqual(idsOf(back));
  });
});

describe('who knows the correlation of somebody’s act', () => {
  /** What somebody bought, and what another one did under the same correlation. */
  async function intruded(intruder = uuidv7()) {
    const [correlationId, userId] = [randomUUID(), uuidv7()];
    const sale = eventsOf(2, { correlationId, userId });
    const mail = eventsOf(1, { correlationId, streamType: 'notification', type: 'NotificationSent' });
    const own = [...sale, ...mail.map((event) => caused(event, { causationId: sale[0]?.eventId }))];
    const complaint = eventsOf(1, {
      ...{ correlationId, userId: intruder, streamType: 'complaint', type: 'ComplaintFiled' },
    });
    const [told, failed, welcome] = [
      eventsOf(1, { correlationId, streamType: 'notification', type: 'NotificationSent' }),
      eventsOf(1, { correlationId, streamType: 'login', type: 'LoginFailed' }),
      eventsOf(1, { correlationId, streamType: 'notification', type: 'NotificationSent' }),
    ];
    const account = eventsOf(1, {
      correlationId,
      streamType: 'user',
      type: 'UserRegistered',
      data: { role: 'CLIENT' },
    });
    await system.deliver(own);
    await system.deliver(complaint);
    await system.deliver([
      ...told.map((event) => caused(event, { causationId: complaint[0]?.eventId })),
      ...failed.map((event) => caused(event, {})),
      ...account.map((event) => caused(event, {})),
      ...welcome.map((event) => caused(event, { causationId: account[0]?.eventId })),
    ]);
    return { correlationId, saleId: String(sale[0]?.streamId), own, complaint, answer: told };
  }

  it('is told where they work here, also if they do no more', async () => {
    const staff = uuidv7();
    const role = { streamId: staff, streamType: 'user', userId: staff };
    await system.deliver([
      ...eventsOf(1, { ...role, type: 'UserRegistered', data: { role: 'CLIENT' } }),
      ...eventsOf(1, { ...role, type: 'UserRoleChanged', data: { from: 'CLIENT', to: 'AGENT' }, from: 2 }),
      ...eventsOf(1, { ...role, type: 'UserRoleChanged', data: { from: 'AGENT', to: 'CLIENT' }, from: 3 }),
    ]);
    const { correlationId, own, complaint, answer } = await intruded(staff);
    expect(told(await ofAct(correlationId))).toEqual(idsOf([...own, ...complaint, ...answer]));
  });

  it('writes nothing into its trail, neither by what they do nor by what follows from it', async () => {
    const { correlationId, saleId, own } = await intruded();
    for (const trail of [await ofAct(correlationId), await ofThing('Sale', saleId)]) {
      expect(told(trail)).toEqual(idsOf(own));
      expect(trail.summary).toMatchObject({ events: 3 });
    }
  });

  it('an act of staff tells of the customers that it is about', async () => {
    const [correlationId, agent, complaintId] = [randomUUID(), uuidv7(), uuidv7()];
    const complaint = { streamId: complaintId, streamType: 'complaint' };
    await system.deliver([
      ...eventsOf(1, { streamId: agent, streamType: 'user', type: 'UserRegistered', data: { role: 'AGENT' } }),
      ...eventsOf(1, { ...complaint, type: 'ComplaintFiled' }),
    ]);
    const act = [
      ...eventsOf(1, { ...complaint, type: 'ComplaintResolved', from: 2, correlationId, userId: agent }),
      ...eventsOf(1, { streamType: 'saga', type: 'SagaStarted', correlationId, userId: uuidv7() }),
    ];
    await system.deliver(act);
    expect(told(await ofAct(correlationId))).toEqual(idsOf(act));
    expect(told(await ofThing('Complaint', complaintId)).slice(1)).toEqual(idsOf(act));
  });
});

describe('how a trail ended', () => {
  it('is how the thing did that was asked for, or the last attempt: not any that failed once', async () => {
    const saleId = uuidv7();
    const saga = (...types: string[]) => {
      const streamId = uuidv7();
      const correlationId = randomUUID();
      const events = types.flatMap((type, i) =>
        eventsOf(1, { ...{ streamId, streamType: 'saga', type, correlationId, data: { saleId } }, from: i + 1 }),
      );
      return { streamId, correlationId, events };
    };
    const bought = saga('SagaStarted', 'SagaCompleted');
    const [refused, refunded, again] = [
      saga('SagaStarted', 'SagaFailed'),
      saga('SagaStarted', 'SagaCompleted'),
      saga('SagaStarted', 'SagaCompensated'),
    ];
    const complaintId = uuidv7();
    const complaint = [refused, refunded, again].flatMap(({ correlationId }, i) =>
      eventsOf(1, {
        ...{ streamId: complaintId, streamType: 'complaint', correlationId, from: i + 1 },
        ...{ type: i === 0 ? 'ComplaintFiled' : 'ComplaintResolved', data: { saleId } },
      }),
    );
    await system.deliver([
      ...eventsOf(1, { streamId: saleId, correlationId: bought.correlationId }),
      ...[...bought.events, ...complaint.slice(0, 2), ...refused.events, ...refunded.events],
    ]);
    const statusOf = async (...of: Parameters<typeof ofThing>) => (await ofThing(...of)).summary?.status;
    expect(await statusOf('Sale', saleId)).toBe('COMPLETED');
    expect(await statusOf('Complaint', complaintId)).toBe('COMPLETED');
    expect(await statusOf('Saga', refused.streamId)).toBe('FAILED');
    await system.deliver([...complaint.slice(2), ...again.events]);
    expect(await statusOf('Sale', saleId)).toBe('COMPLETED');
    expect(await statusOf('Complaint', complaintId)).toBe('FAILED');
  });
});
