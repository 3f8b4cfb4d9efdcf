import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createActorKey } from '@comptoir/service-kit';
import { registry } from '@comptoir/telemetry';
import { parseBody, bodyOf } from '../src/domain/body.ts';
import { hashOf, hex, NO_HASH, type Hash } from '../src/domain/chain.ts';
import { eventsOf, startAudit, type Loose, type TestAudit } from './harness.ts';

const { privateKey: signingKey, publicKey } = createActorKey();
let headsFolder: string;
let system: TestAudit;
beforeEach(async () => {
  headsFolder = mkdtempSync(join(tmpdir(), 'audit-heads-'));
  system = await startAudit({ settings: { signingKey, publicKeys: [publicKey], headsFolder } });
}, 60_000);
afterEach(async () => {
  await system.dispose();
  rmSync(headsFolder, { recursive: true, force: true });
});

const RESULT =
  'isIntact isComplete checkedFrom checkedUpTo fault { position reason } signedHead { position hash keyId }';
const check = () => system.value(`{ verifyAuditChain { ${RESULT} } }`);
const checkSince = () => system.value(`{ verifyAuditChain(sinceSignedHead: true) { ${RESULT} } }`);
const sign = () => system.run('audit-heads');
const heads = async () =>
  (
    await system.pool.query<{ seq: number; hash: string }>(
      "SELECT seq, encode(hash, 'hex') AS hash FROM audit_signed_head ORDER BY seq",
    )
  ).rows;
const filed = () =>
  readdirSync(headsFolder).flatMap((name) =>
    readFileSync(join(headsFolder, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { seq: number; hash: string }),
  );

const OPEN = ['audit_event', 'audit_signed_head'].map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`);

/** Changes an event as somebody does who may do anything in the database and knows how the chain is made. */
async function forge(position: number, change: (body: string) => string, length: number): Promise<void> {
  const { rows } = await system.pool.query<{ seq: number; source: string; sourcePosition: number; body: string }>(
    'SELECT seq, source, source_position AS "sourcePosition", body FROM audit_event WHERE seq <= $1 ORDER BY seq',
    [length],
  );
  let previous: Hash = NO_HASH;
  const statements = rows.map((row) => {
    const body = row.seq === position ? change(row.body) : row.body;
    previous = hashOf(previous, { ...row, body });
    return `UPDATE audit_event SET body = $$${body}$$, hash = decode('${hex(previous)}', 'hex') WHERE seq = ${row.seq}`;
  });
  await system.asOwner(
    ...OPEN,
    ...statements,
    `DELETE FROM audit_event WHERE seq > ${length}`,
    `UPDATE audit_head SET seq = ${length}, hash = decode('${hex(previous)}', 'hex')`,
  );
}
const raiseTotal = (body: string) => {
  const event = parseBody(body);
  return bodyOf({ ...event, data: { ...event.data, total: 1 } });
};

describe('the head', () => {
  it('is signed when there is something new, and kept in a table and outside the database', async () => {
    await sign();
    expect(await heads()).toEqual([]);
    await system.deliver(eventsOf(3));
    await sign();
    await sign();
    await system.deliver(eventsOf(2));
    await sign();
    expect((await heads()).map(({ seq }) => seq)).toEqual([3, 5]);
    expect(filed()).toMatchObject(await heads());
    const found = await check();
    expect(found).toMatchObject({ isIntact: true, signedHead: { position: 5, hash: (await heads())[1]?.hash } });
  });

  it('is what a check can begin with', async () => {
    await system.deliver(eventsOf(4));
    await sign();
    await system.deliver(eventsOf(2));
    expect(await checkSince()).toMatchObject({ isIntact: true, isComplete: true, checkedFrom: 4, checkedUpTo: 6 });
    await system.asOwner(
      ...OPEN,
      `UPDATE audit_event SET body = replace(body, '"total":100', '"total":9') WHERE seq = 5`,
    );
    expect(await checkSince()).toMatchObject({ isIntact: false, fault: { position: 5, reason: 'ALTERED' } });
  });

  it('can neither be changed nor removed by the application or the owner', async () => {
    await system.deliver(eventsOf(1));
    await sign();
    for (const statement of [
      'UPDATE audit_signed_head SET seq = 7',
      'DELETE FROM audit_signed_head',
      'TRUNCATE audit_signed_head',
    ]) {
      await expect(system.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
      await expect(system.asOwner(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('who makes every hash anew', () => {
  it('is found out by the head that was signed, and the forgery is not signed', async () => {
    await system.deliver(eventsOf(6));
    await sign();
    await system.deliver(eventsOf(2));
    await forge(2, raiseTotal, 8);
    const fault = { position: 6, reason: 'SIGNED_OTHERWISE' };
    expect(await check()).toMatchObject({ isIntact: false, fault });
    expect(await checkSince()).toMatchObject({ isIntact: false, fault });
    await system.deliver(eventsOf(1));
    await sign();
    expect((await heads()).map(({ seq }) => seq)).toEqual([6]);
  });

  it('and cuts the tail off is found out at the first event that is gone', async () => {
    await system.deliver(eventsOf(6));
    await sign();
    await forge(0, raiseTotal, 4);
    expect(await check()).toMatchObject({ isIntact: false, fault: { position: 5, reason: 'CUT_OFF' } });
  });

  it('and removes the signed heads too is found out by those outside the database', async () => {
    await system.deliver(eventsOf(6));
    await sign();
    await forge(2, raiseTotal, 6);
    await system.asOwner(...OPEN, 'DELETE FROM audit_signed_head');
    expect(await check()).toMatchObject({ isIntact: false, fault: { position: 6, reason: 'SIGNED_OTHERWISE' } });
    await forge(0, raiseTotal, 3);
    expect(await check()).toMatchObject({ isIntact: false, fault: { position: 4, reason: 'CUT_OFF' } });
  });

  it('or takes signed heads out of the database alone is found out by those outside', async () => {
    for (let i = 0; i < 3; i++) {
      await system.deliver(eventsOf(2));
      await sign();
    }
    expect(await check()).toMatchObject({ isIntact: true });
    await system.asOwner(...OPEN, 'DELETE FROM audit_signed_head WHERE seq < 6');
    expect(await check()).toMatchObject({ isIntact: false, fault: { position: 2, reason: 'HEAD_ALTERED' } });
  });

  it('is not whom a process that died between file and table looks like', async () => {
    await system.deliver(eventsOf(2));
    await sign();
    await system.asOwner(...OPEN, 'DELETE FROM audit_signed_head');
    expect(await check()).toMatchObject({ isIntact: true });
    await system.deliver(eventsOf(2));
    await sign();
    expect((await heads()).map(({ seq }) => seq)).toEqual([2, 4]);
    expect(await check()).toMatchObject({ isIntact: true });
  });

  it('and writes a head for it is found out by its signature', async () => {
    await system.deliver(eventsOf(6));
    await sign();
    await system.asOwner(...OPEN, `UPDATE audit_signed_head SET hash = decode(repeat('ab', 32), 'hex')`);
    expect(await check()).toMatchObject({ isIntact: false, fault: { position: 6, reason: 'HEAD_ALTERED' } });
  });
});

describe('a check of the whole chain in the background', () => {
  const STATE = 'id state progress target checkedUpTo fault { position reason } failure finishedAt';
  const start = async () => {
    const { verification } = await system.value(
      `mutation { startAuditVerification(input: {}) { ... on StartAuditVerificationSuccess { verification { ${STATE} } } } }`,
    );
    return verification as Loose;
  };
  const failed = async () => Number(/operation="verify",outcome="failed"\} (\d+)/.exec(await registry.metrics())?.[1]);
  const read = (id?: unknown) => system.value(`query ($id: ID) { auditVerification(id: $id) { ${STATE} } }`, { id });

  it('is one at a time, and ends with what it found', async () => {
    await system.deliver(eventsOf(5));
    expect((await system.ask('ADMIN', '{ auditVerification { id } }')).data.auditVerification).toBeNull();
    const begun = await start();
    expect(begun).toMatchObject({ state: 'RUNNING', progress: 0, target: 5, finishedAt: null });
    expect((await start()).id).toBe(begun.id);
    await system.run('audit-checks');
    expect(await read(begun.id)).toMatchObject({ state: 'INTACT', progress: 1, checkedUpTo: 5, fault: null });
    await system.asOwner(...OPEN, 'DELETE FROM audit_event WHERE seq = 3');
    const again = await start();
    await system.run('audit-checks');
    expect(await read()).toMatchObject({
      ...{ id: again.id, state: 'BROKEN', checkedUpTo: 2, fault: { position: 3, reason: 'MISSING' } },
      finishedAt: expect.stringMatching(/Z$/),
    });
    await system.run('audit-checks');
    expect((await read()).id).toBe(again.id);
  });

  it('tells on its way how far it came', async () => {
    await system.deliver(eventsOf(10_100));
    await start();
    const query = jest.spyOn(system.pool, 'query');
    await system.run('audit-checks');
    const turns = (query.mock.calls as unknown[][]).filter(([text]) =>
      String(text).startsWith('UPDATE audit_verification'),
    );
    query.mockRestore();
    expect(turns.map(([, values]) => (values as unknown[]).slice(1, 3))).toEqual([
      [10_000, 'RUNNING'],
      [10_100, 'INTACT'],
    ]);
  }, 60_000);

  it('that cannot go on ends, says why, is counted as failed and does not keep the next one from beginning', async () => {
    await system.deliver(eventsOf(2));
    const begun = await start();
    const before = await failed();
    await system.asOwner('ALTER TABLE audit_event RENAME COLUMN source TO other');
    await system.run('audit-checks');
    await system.asOwner('ALTER TABLE audit_event RENAME COLUMN other TO source');
    expect(await read(begun.id)).toMatchObject({
      ...{ state: 'FAILED', fault: null, failure: expect.stringContaining('"source" does not exist') },
      finishedAt: expect.stringMatching(/Z$/),
    });
    expect(await failed()).toBe(before + 1);
    expect((await start()).id).not.toBe(begun.id);
    await system.run('audit-checks');
    expect(await read()).toMatchObject({ state: 'INTACT', failure: null });
  });

  it('that finds the chain shorter than what it had checked is counted as failed', async () => {
    await system.deliver(eventsOf(4));
    const begun = await start();
    await system.asOwner(
      ...OPEN,
      'UPDATE audit_verification SET checked_up_to = 3',
      'DELETE FROM audit_event WHERE seq > 2',
      'UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_event WHERE seq = 2)',
    );
    const before = await failed();
    await system.run('audit-checks');
    expect(await read(begun.id)).toMatchObject({ state: 'BROKEN', fault: { position: 3, reason: 'CUT_OFF' } });
    expect(await failed()).toBe(before + 1);
  });

  it('is for admins', async () => {
    for (const query of [
      '{ auditVerification { id } }',
      'mutation { startAuditVerification(input: {}) { __typename } }',
    ])
      for (const role of ['CLIENT', 'AGENT', 'MANAGER'] as const)
        expect((await system.ask(role, query)).errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
