import { describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { anEvent, eventsOfEveryKind, saleEvent } from '../../test/harness.ts';
import { KINDS } from './kinds.ts';
import { messagesOf } from './messages.ts';
import { routesOfTheWeb } from '../../test/web-routes.ts';

const PERSON = uuidv7();
const at = '2026-03-01T12:00:00.000Z';

function resolved(outcome: 'PENDING' | 'DONE') {
  const complaint = { number: 7, customerId: PERSON, saleId: null, storeId: null };
  return anEvent('ComplaintResolved', uuidv7(), {
    ...{ ...complaint, resolution: 'EXPLANATION', outcome, comment: null, settlement: null },
    ...{ resolvedBy: uuidv7(), resolvedAt: at },
  });
}

describe('messages', () => {
  const ofKinds = Object.entries(eventsOfEveryKind(PERSON, uuidv7())).filter(([kind]) => kind !== 'low-stock');

  it('there is one of every kind but the one that asks who looks after a store', () => {
    expect([...ofKinds.map(([kind]) => kind), 'low-stock'].sort()).toEqual(Object.keys(KINDS).sort());
  });

  it.each(ofKinds)('tell the person: %s', (kind, event) => {
    const [message, ...more] = messagesOf(event).filter(({ userId }) => userId === PERSON);
    expect(more).toEqual([]);
    expect(message).toMatchObject({ kind, eventId: event.eventId, correlationId: event.metadata.correlationId });
  });

  it.each(ofKinds)('lead to a page of the web app: %s', (_, event) => {
    for (const { link } of messagesOf(event)) expect(routesOfTheWeb().some((route) => route.test(link))).toBe(true);
  });

  it('tell who is assigned as well as the customer, but not whoever took it themselves', () => {
    const [agent, complaint] = [uuidv7(), { number: 7, customerId: PERSON, saleId: null, storeId: null }];
    const told = (assignedBy: string) =>
      messagesOf(
        anEvent('ComplaintAssigned', uuidv7(), { ...complaint, assigneeId: agent, assignedBy, assignedAt: at }),
      ).map(({ userId, kind }) => [userId, kind]);
    const customer = [PERSON, 'complaint-assigned'];
    expect(told(uuidv7())).toEqual([customer, [agent, 'complaint-assigned-to-you']]);
    expect(told(agent)).toEqual([customer]);
  });

  it('tell that a complaint is resolved once what was decided is done', () => {
    expect(messagesOf(resolved('PENDING'))).toEqual([]);
    const done = resolved('DONE');
    const link = `/complaints/${done.streamId}`;
    expect(messagesOf(done)).toMatchObject([{ userId: PERSON, kind: 'complaint-resolved', link }]);
  });

  it('of a declined payment go to nobody when it is not known who pays', () => {
    const event = saleEvent('PaymentDeclined', PERSON);
    expect(messagesOf({ ...event, metadata: { ...event.metadata, userId: undefined } })).toEqual([]);
  });

  it('are not made of what nobody is told of, nor of the past of the demo chain', () => {
    expect(messagesOf({ ...saleEvent('SaleConfirmed', PERSON), type: 'SaleCreated' })).toEqual([]);
    for (const [, event] of ofKinds)
      expect(messagesOf({ ...event, metadata: { ...event.metadata, source: 'seed' } })).toEqual([]);
  });
});
