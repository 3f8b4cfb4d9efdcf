import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, complaintsOf, run } from './commands.ts';
import { startComplaints, type TestComplaints } from './harness.ts';

let system: TestComplaints;
let { file, aSaleOf } = {} as ReturnType<typeof complaintsOf>;
beforeAll(async () => {
  system = await startComplaints();
  ({ file, aSaleOf } = complaintsOf(system));
}, 60_000);
afterAll(() => system.dispose());

describe('who may what', () => {
  it('is as the table of rights says', async () => {
    const [customer, storeId] = [system.person(), randomUUID()];
    const people = [
      system.person(null),
      customer,
      system.person(),
      system.person('AGENT'),
      system.person('MANAGER', [storeId]),
      system.person('ADMIN'),
    ];
    const [U, F] = ['UNAUTHENTICATED', 'FORBIDDEN'];
    const attending = [U, F, F, 'ok', F, 'ok'];
    const theirs = [U, 'ok', F, F, F, 'ok'];
    const matrix: [string, object, string[]][] = [
      ['assignComplaint', {}, attending],
      ['startComplaint', {}, attending],
      ['changeComplaintPriority', { priority: 'LOW' }, attending],
      ['resolveComplaint', { resolution: 'REPAIR' }, attending],
      ['commentOnComplaint', { text: 'Well.' }, [U, 'ok', F, 'ok', F, 'ok']],
      ['closeComplaint', {}, theirs],
      ['reopenComplaint', {}, theirs],
    ];
    const { id: complaintId } = await file(customer, { saleId: aSaleOf(customer, storeId) });
    for (const [name, input, expected] of matrix) {
      const codes = [];
      for (const person of people) {
        const code = await codeOf(person, name, { complaintId, ...input });
        // A refusal of the rules is an answer to who may ask.
        codes.push(code === 'COMPLAINT_STATUS' ? 'ok' : code);
      }
      expect([name, codes]).toEqual([name, expected]);
    }
  });
});

describe('a complaint of an agent', () => {
  it('is for another one: nobody decides about their own, so nobody pays themselves', async () => {
    const [own, other, admin] = [system.person('AGENT'), system.person('AGENT'), system.person('ADMIN')];
    const { id: complaintId } = await file(own, { saleId: aSaleOf(own) });
    const credit = { complaintId, resolution: 'STORE_CREDIT' };
    for (const by of [own, admin]) {
      const { code, message } = await run(by, 'assignComplaint', { complaintId, assigneeId: own.id });
      expect([code, message]).toEqual(['VALIDATION', expect.stringMatching(/of their own.*another agent/)]);
    }
    expect(await codeOf(own, 'assignComplaint', { complaintId })).toBe('VALIDATION');
    expect(await codeOf(own, 'assignComplaint', { complaintId, assigneeId: other.id })).toBe('ok');
    await expect(run(own, 'startComplaint', { complaintId })).rejects.toMatchObject({
      ...{
        message: expect.stringMatching(/of their own: assign it to another agent/),
        extensions: { code: 'FORBIDDEN' },
      },
    });
    expect(await codeOf(other, 'startComplaint', { complaintId })).toBe('ok');
    expect(await codeOf(own, 'resolveComplaint', credit)).toBe('FORBIDDEN');
    expect(await codeOf(own, 'changeComplaintPriority', { complaintId, priority: 'CRITICAL' })).toBe('FORBIDDEN');
    expect(await codeOf(other, 'changeComplaintPriority', { complaintId, priority: 'HIGH' })).toBe('ok');
    expect(await codeOf(other, 'resolveComplaint', credit)).toBe('ok');
  });

  it('that they have of old goes no further until another one has it', async () => {
    const [own, other] = [system.person('AGENT'), system.person('AGENT')];
    const complaintId = await system.aComplaint({ customerId: own.id, assigneeId: own.id });
    for (const by of [own, other]) expect(await codeOf(by, 'startComplaint', { complaintId })).toBe('FORBIDDEN');
    expect(await codeOf(other, 'assignComplaint', { complaintId })).toBe('ok');
    expect(await codeOf(other, 'startComplaint', { complaintId })).toBe('ok');
  });
});

describe('the timeline', () => {
  it('names staff to staff; to the customer it says that somebody who works here did it', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const { id: complaintId } = await file(customer);
    await run(agent, 'assignComplaint', { complaintId });
    await run(customer, 'commentOnComplaint', { complaintId, text: 'Well?' });
    const query = `query ($id: ID!) { complaint(id: $id) { timeline { edges { node { actor by { id } assignee { id } } } } } }`;
    const seenBy = async (who: typeof agent) => {
      const { timeline } = await who.value(query, { id: complaintId });
      return (timeline?.edges as unknown as { node: object }[]).map(({ node }) => node);
    };
    const theirs = { actor: 'CUSTOMER', by: { id: customer.id }, assignee: null };
    const named = { actor: 'STAFF', by: { id: agent.id }, assignee: { id: agent.id } };
    expect(await seenBy(agent)).toEqual([theirs, named, theirs]);
    expect(await seenBy(customer)).toEqual([theirs, { actor: 'STAFF', by: null, assignee: null }, theirs]);
  });
});
