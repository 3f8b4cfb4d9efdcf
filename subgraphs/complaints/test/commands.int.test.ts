import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@comptoir/database';
import { codeOf, complaintsOf, FIELDS, run, words } from './commands.ts';
import { startComplaints, type Loose, type TestComplaints } from './harness.ts';

let system: TestComplaints;
let { file, aSaleOf } = {} as ReturnType<typeof complaintsOf>;
beforeAll(async () => {
  system = await startComplaints();
  ({ file, aSaleOf } = complaintsOf(system));
}, 60_000);
afterAll(() => system.dispose());

const storedText = async (id: unknown) =>
  JSON.stringify((await system.pool.query('SELECT data FROM event WHERE stream_id = $1', [id])).rows);

describe('filing', () => {
  it('keeps the words sealed, and numbers rise', async () => {
    const customer = system.person();
    const first = await file(customer);
    const second = await file(customer, { priority: 'CRITICAL' });
    expect(first).toMatchObject({ title: 'It broke', description: 'On the first day.', status: 'OPEN', version: 1 });
    expect([first.priority, second.priority]).toEqual(['MEDIUM', 'CRITICAL']);
    expect(Number(second.number)).toBeGreaterThan(Number(first.number));
    expect(await storedText(first.id)).not.toContain('It broke');
  });

  it('is about a sale of one’s own only', async () => {
    const [customer, other] = [system.person(), system.person('ADMIN')];
    const saleId = aSaleOf(customer);
    expect((await file(customer, { saleId })).sale?.id).toBe(saleId);
    expect(await codeOf(other, 'fileComplaint', { ...words, saleId })).toBe('FORBIDDEN');
    for (const none of [randomUUID(), 'no-id'])
      expect(await codeOf(customer, 'fileComplaint', { ...words, saleId: none })).toBe('NOT_FOUND');
  });

  it('refuses what is blank or too long', async () => {
    for (const wrong of [{ title: ' ' }, { title: 'x'.repeat(256) }, { description: 'x'.repeat(2_001) }])
      expect(await codeOf(system.person(), 'fileComplaint', { ...words, ...wrong })).toBe('VALIDATION');
    expect(await codeOf(system.person(), 'fileComplaint', { ...words, expectedVersion: 1 })).toBe('CONFLICT');
  });

  it('is done once under a key of the customer, and answers what became of it', async () => {
    const [customer, agent, saleId] = [system.person(), system.person('AGENT'), randomUUID()];
    system.owners.set(saleId, { userId: customer.id, storeId: randomUUID() });
    const once = { saleId, idempotencyKey: 'pressed twice' };
    const ids = (await Promise.all([1, 2, 3].map(() => file(customer, once)))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    await run(agent, 'assignComplaint', { complaintId: ids[0] });
    expect(await file(customer, { ...once, saleId: saleId.toUpperCase() })).toMatchObject({
      ...{ id: ids[0], status: 'ASSIGNED', version: 2 },
    });
    expect((await file(system.person(), { idempotencyKey: once.idempotencyKey })).id).not.toBe(ids[0]);
    expect((await file(customer, { ...once, idempotencyKey: 'another time' })).id).not.toBe(ids[0]);
  });

  it('refuses a key of something else, and what is no key', async () => {
    const customer = system.person();
    await file(customer, { idempotencyKey: 'once' });
    for (const wrong of [{ idempotencyKey: 'once', saleId: aSaleOf(customer) }, { idempotencyKey: '' }]) {
      const answer = await run(customer, 'fileComplaint', { ...words, ...wrong });
      expect([answer.code, answer.message]).toEqual(['VALIDATION', expect.stringMatching(/key/)]);
    }
  });

  it('waits for sales to say whose the sale is', async () => {
    const customer = system.person();
    system.silent.add('sales');
    const answer = codeOf(customer, 'fileComplaint', { ...words, saleId: aSaleOf(customer) });
    expect(await answer.finally(() => system.silent.delete('sales'))).toBe('SERVICE_UNAVAILABLE');
  });
});

describe('an assignee', () => {
  it('is an agent or an admin; anybody else is refused by name, with a way out', async () => {
    const [lead, agent, admin] = [system.person('AGENT'), system.person('AGENT'), system.person('ADMIN')];
    const { id: complaintId } = await file(system.person());
    for (const { id: assigneeId } of [agent, admin, lead])
      expect((await run(lead, 'assignComplaint', { complaintId, assigneeId })).complaint?.assignee?.id).toBe(
        assigneeId,
      );
    for (const assigneeId of [system.person().id, system.person('MANAGER').id, randomUUID(), 'no-id']) {
      const { code, message } = await run(lead, 'assignComplaint', { complaintId, assigneeId });
      expect([code, message]).toEqual(['VALIDATION', expect.stringMatching(`^${assigneeId} .*leave assigneeId out`)]);
    }
    expect(await codeOf(lead, 'assignComplaint', { complaintId, assigneeId: agent.id.toUpperCase() })).toBe('ok');
  });

  it('is not guessed while users does not answer; oneself is known', async () => {
    const [lead, agent] = [system.person('AGENT'), system.person('AGENT')];
    const { id: complaintId } = await file(system.person());
    system.silent.add('users');
    try {
      const assigned = codeOf(lead, 'assignComplaint', { complaintId, assigneeId: agent.id });
      expect(await assigned).toBe('SERVICE_UNAVAILABLE');
      expect((await run(lead, 'assignComplaint', { complaintId })).complaint?.version).toBe(2);
    } finally {
      system.silent.delete('users');
    }
  });
});

describe('the life of a complaint', () => {
  it('goes from filing to closing, and its author reads each change at once', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const { id: complaintId } = await file(customer);
    await run(agent, 'assignComplaint', { complaintId });
    await run(customer, 'commentOnComplaint', { complaintId, text: 'Still broken.' });
    await run(agent, 'changeComplaintPriority', { complaintId, priority: 'HIGH' });
    await run(agent, 'startComplaint', { complaintId });
    await run(agent, 'resolveComplaint', { complaintId, resolution: 'EXPLANATION', comment: 'Plug it in.' });
    await run(customer, 'closeComplaint', { complaintId, satisfaction: 5 });
    const { complaint } = await run(customer, 'reopenComplaint', { complaintId, reason: 'Broke again.' });
    expect(complaint).toMatchObject({ status: 'ASSIGNED', version: 8, satisfaction: null, closedAt: null });
    expect(await customer.value(`query ($id: ID!) { complaint(id: $id) { ${FIELDS} } }`, { id: complaintId })).toEqual(
      complaint,
    );
    const told = (complaint?.timeline?.edges as unknown as { node: Loose }[]).map(({ node }) => [node.kind, node.text]);
    expect(told).toEqual([
      ['FILED', 'On the first day.'],
      ['ASSIGNED', null],
      ['COMMENTED', 'Still broken.'],
      ['PRIORITY_CHANGED', null],
      ['STARTED', null],
      ['RESOLVED', 'Plug it in.'],
      ['CLOSED', null],
      ['REOPENED', 'Broke again.'],
    ]);
  });

  it('waits for a promise to be kept before it ends', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const { id: complaintId } = await file(customer, { saleId: aSaleOf(customer) });
    await run(agent, 'assignComplaint', { complaintId });
    await run(agent, 'startComplaint', { complaintId });
    const { complaint } = await run(agent, 'resolveComplaint', { complaintId, resolution: 'REFUND' });
    expect(complaint).toMatchObject({ status: 'RESOLVED', resolutionOutcome: 'PENDING', resolvedAt: null });
    expect(await codeOf(customer, 'closeComplaint', { complaintId, satisfaction: 3 })).toBe('RESOLUTION_PENDING');
  });

  it('refuses a refund without a sale, lines that settle nothing, and a satisfaction that is none', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const { id: complaintId } = await file(customer);
    await run(agent, 'assignComplaint', { complaintId });
    await run(agent, 'startComplaint', { complaintId });
    const lines = [{ saleLineId: randomUUID(), quantity: 1 }];
    expect(await codeOf(agent, 'resolveComplaint', { complaintId, resolution: 'STORE_CREDIT' })).toBe('VALIDATION');
    expect(await codeOf(agent, 'resolveComplaint', { complaintId, resolution: 'REPAIR', lines })).toBe('VALIDATION');
    for (const satisfaction of [0, 6])
      expect(await codeOf(customer, 'closeComplaint', { complaintId, satisfaction })).toBe('VALIDATION');
  });
});

describe('two at once', () => {
  it('whoever saw an older version is told which one there is', async () => {
    const agent = system.person('AGENT');
    const { id: complaintId } = await file(system.person());
    await run(agent, 'assignComplaint', { complaintId, expectedVersion: 1 });
    const answer = await run(agent, 'startComplaint', { complaintId, expectedVersion: 1 });
    expect([answer.code, answer.currentVersion]).toEqual(['CONFLICT', 2]);
  });

  it('decide again upon what is there: none is lost, and one of two starts', async () => {
    const agent = system.person('AGENT');
    const { id: complaintId } = await file(system.person());
    await run(agent, 'assignComplaint', { complaintId });
    const codes = await Promise.all([1, 2].map(() => codeOf(agent, 'startComplaint', { complaintId })));
    expect(codes.sort()).toEqual(['COMPLAINT_STATUS', 'ok']);
    await Promise.all([1, 2].map(() => run(agent, 'commentOnComplaint', { complaintId, text: 'At once.' })));
    expect(await agent.value('query ($id: ID!) { complaint(id: $id) { version } }', { id: complaintId })).toEqual({
      version: 5,
    });
  });

  it('speak: what ten say at once is said ten times', async () => {
    const agent = system.person('AGENT');
    const { id: complaintId } = await file(system.person());
    const said = Array.from({ length: 10 }, (_, i) => ({ complaintId, text: `Number ${i}` }));
    const codes = await Promise.all(said.map((input) => codeOf(agent, 'commentOnComplaint', input)));
    expect(codes).toEqual(said.map(() => 'ok'));
  });
});

describe('live', () => {
  it('sends each version of a complaint in order, and goes on behind a number', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const { id: complaintId } = await file(customer);
    const query = `subscription ($id: ID!, $after: Int) { complaintUpdated(complaintId: $id, afterVersion: $after) { version status title } }`;
    const stream = await customer.open(query, { id: complaintId });
    const next = async (from: typeof stream) => (await from.next()).value?.data?.complaintUpdated as Loose;
    expect(await next(stream)).toEqual({ version: 1, status: 'OPEN', title: 'It broke' });
    const second = next(stream);
    await run(agent, 'assignComplaint', { complaintId });
    await run(agent, 'startComplaint', { complaintId });
    expect([(await second).version, (await next(stream)).status]).toEqual([2, 'IN_PROGRESS']);
    await stream.return(undefined);
    const resumed = await customer.open(query, { id: complaintId, after: 1 });
    expect([(await next(resumed)).version, (await next(resumed)).version]).toEqual([2, 3]);
    await resumed.return(undefined);
    await expect(customer.open(query, { id: complaintId, after: 4 })).rejects.toMatchObject({
      ...{ message: expect.stringContaining('has version 3'), extensions: { code: 'BAD_USER_INPUT' } },
    });
    await expect(system.person().open(query, { id: complaintId })).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('tells agents of what changes and is as they asked', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const query = 'subscription { complaintActivity(filter: { priority: CRITICAL }) { id } }';
    await expect(customer.open(query)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    const stream = await agent.open(query);
    const next = stream.next();
    await file(customer);
    const { id } = await file(customer, { priority: 'CRITICAL' });
    expect((await next).value?.data?.complaintActivity).toEqual({ id });
    await stream.return(undefined);
  });
});

describe('a person who is forgotten', () => {
  it('leaves complaints that nobody can read any more, and gets no other key', async () => {
    const [customer, agent] = [system.person(), system.person('AGENT')];
    const { id } = await file(customer);
    const erasure = system.worker.handlers.find(({ consumer }) => consumer === 'complaints-erasure');
    const erased = { type: 'UserErased', streamId: customer.id } as never;
    for (let twice = 0; twice < 2; twice++)
      await inTransaction(system.pool, async (client) => void (await erasure?.apply(client, [erased], 'users')));
    const read = await agent.value('query ($id: ID!) { complaint(id: $id) { title description status } }', { id });
    expect(read).toEqual({ title: null, description: null, status: 'OPEN' });
    expect((await file(customer)).title).toBeNull();

    const lost = await run(agent, 'commentOnComplaint', { complaintId: id, text: 'Still there?' });
    expect([lost.code, lost.message]).toEqual(['VALIDATION', expect.stringContaining('data was erased')]);
    await run(agent, 'assignComplaint', { complaintId: id });
    await run(agent, 'startComplaint', { complaintId: id });
    const explained = { complaintId: id, resolution: 'EXPLANATION' };
    expect(await codeOf(agent, 'resolveComplaint', { ...explained, comment: 'Because.' })).toBe('VALIDATION');
    expect(await codeOf(agent, 'resolveComplaint', explained)).toBe('ok');
  });
});
