import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsOf, startAudit, type TestAudit } from './harness.ts';

let system: TestAudit;
beforeEach(async () => {
  system = await startAudit();
}, 60_000);
afterEach(() => system.dispose());

const CHECK = `query ($after: SafeInt) {
  verifyAuditChain(afterPosition: $after) { isIntact isComplete checkedUpTo headHash fault { position reason } } }`;
const check = (after = 0) => system.value(CHECK, { after });
const stored = async () => (await system.pool.query<{ n: number }>('SELECT count(*) AS n FROM audit_event')).rows[0]?.n;

describe('the chain', () => {
  it('takes batches of several sources, counts them, and holds', async () => {
    expect(await check()).toMatchObject({ isIntact: true, isComplete: true, checkedUpTo: 0 });
    await system.deliver([...eventsOf(3), ...eventsOf(2, { type: 'SaleCancelled' })]);
    await Promise.all([
      system.deliver(eventsOf(4, { streamType: 'user', type: 'UserLoggedIn' }), 'users'),
      system.deliver(eventsOf(2, { streamType: 'saga', type: 'SagaStarted' }), 'sagas'),
    ]);
    const { fault, headHash, ...rest } = await check();
    expect([fault, rest]).toEqual([null, { isIntact: true, isComplete: true, checkedUpTo: 11 }]);
    const newest = await system.value('{ events(first: 1) { edges { node { position hash } } } }');
    expect(newest).toEqual({ edges: [{ node: { position: 11, hash: headHash } }] });
    const { bytes, ...figures } = await system.value(
      '{ eventStoreStatistics { events bytes types { type streamType events } } }',
    );
    expect(Number(bytes)).toBeGreaterThan(0);
    expect(figures).toEqual({
      events: 11,
      types: [
        { type: 'UserLoggedIn', streamType: 'user', events: 4 },
        { type: 'SaleConfirmed', streamType: 'sale', events: 3 },
        { type: 'SagaStarted', streamType: 'saga', events: 2 },
        { type: 'SaleCancelled', streamType: 'sale', events: 2 },
      ],
    });
  });

  it('can be checked in parts', async () => {
    await system.deliver(eventsOf(30));
    expect(await check(12)).toMatchObject({ isIntact: true, isComplete: true, checkedUpTo: 30 });
    expect(await check(30)).toMatchObject({ isIntact: true, checkedUpTo: 30 });
    const { errors } = await system.ask('ADMIN', CHECK, { after: 31 });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('takes an event that comes again once', async () => {
    const events = eventsOf(5);
    await system.deliver(events);
    await system.deliver(events);
    await system.deliver([...events.slice(3), ...eventsOf(2, { streamId: events[0]?.streamId, from: 6 })]);
    expect([await stored(), (await check()).checkedUpTo]).toEqual([7, 7]);
  });

  it('takes an event once that comes twice at the same time', async () => {
    const events = eventsOf(5);
    await Promise.all([system.deliver(events), system.deliver(events), system.deliver(events)]);
    expect([await stored(), (await check()).checkedUpTo]).toEqual([5, 5]);
  });

  it('refuses a batch with a gap in a stream, and a second history of one', async () => {
    const [first, second, third] = eventsOf(3);
    if (!first || !second || !third) throw new Error('three events were asked for');
    await system.deliver([first]);
    await expect(system.deliver([...eventsOf(1), third])).rejects.toThrow('event 3 came after event 1');
    await expect(system.deliver(eventsOf(1, { from: 2 }))).rejects.toThrow('event 2 came after event 0');
    const other = eventsOf(1, { streamId: first.streamId });
    await expect(system.deliver(other)).rejects.toThrow('another one than the one that is stored');
    expect(await stored()).toBe(1);
    await system.deliver([second, third]);
    expect(await check()).toMatchObject({ isIntact: true, checkedUpTo: 3 });
  });
});

describe('whoever owns the tables', () => {
  const open = 'ALTER TABLE audit_event DISABLE TRIGGER USER';
  const columns =
    'recorded_at, source, source_position, body, hash, event_id, type, stream_id, stream_type, stream_version, correlation_id, user_id, occurred_at';
  const slipIn = (seq: number) =>
    `INSERT INTO audit_event (seq, ${columns}) SELECT ${seq}, ${columns.replace('recorded_at', "recorded_at + interval '1 second'")} FROM audit_event WHERE seq = 5`;
  const swap = `UPDATE audit_event a SET body = b.body FROM audit_event b WHERE (a.seq, b.seq) IN ((4, 5), (5, 4))`;

  const tamperings: [string, string[], object][] = [
    [
      'alters a text',
      [`UPDATE audit_event SET body = replace(body, '"total":103', '"total":3') WHERE seq = 4`],
      { position: 4, reason: 'ALTERED' },
    ],
    [
      'alters what events are found by',
      [`UPDATE audit_event SET user_id = gen_random_uuid() WHERE seq = 4`],
      { position: 4, reason: 'ALTERED' },
    ],
    [
      'alters a hash',
      [`UPDATE audit_event SET hash = decode(repeat('ab', 32), 'hex') WHERE seq = 9`],
      { position: 9, reason: 'ALTERED' },
    ],
    [
      'makes a text unreadable, with its hash',
      [
        `UPDATE audit_event e SET body = 'not JSON', hash = sha256(before.hash || convert_to(e.seq || E'\\n' || e.source || E'\\n' || e.source_position || E'\\nnot JSON', 'UTF8'))
           FROM audit_event before WHERE e.seq = 4 AND before.seq = 3`,
      ],
      { position: 4, reason: 'ALTERED' },
    ],
    [
      'moves when events were recorded',
      [`UPDATE audit_event SET recorded_at = recorded_at - interval '3 hours' WHERE seq = 4`],
      { position: 4, reason: 'ALTERED' },
    ],
    [
      'moves it to later',
      [`UPDATE audit_event SET recorded_at = recorded_at + interval '3 hours' WHERE seq = 4`],
      { position: 5, reason: 'ALTERED' },
    ],
    ['removes an event', [`DELETE FROM audit_event WHERE seq = 4`], { position: 4, reason: 'MISSING' }],
    ['removes the first', [`DELETE FROM audit_event WHERE seq = 1`], { position: 1, reason: 'MISSING' }],
    ['cuts the tail off', [`DELETE FROM audit_event WHERE seq >= 8`], { position: 8, reason: 'MISSING' }],
    ['swaps two events', [swap], { position: 4, reason: 'ALTERED' }],
    ['slips one in', [slipIn(5)], { position: 5, reason: 'INSERTED' }],
    ['slips one in at the end', [slipIn(9)], { position: 9, reason: 'INSERTED' }],
    ['adds one behind the end', [slipIn(10)], { position: 10, reason: 'INSERTED' }],
    [
      'moves all behind a place',
      [
        `UPDATE audit_event SET seq = seq + 100 WHERE seq > 6`,
        `UPDATE audit_event SET seq = seq - 99 WHERE seq > 100`,
        slipIn(7),
      ],
      { position: 7, reason: 'ALTERED' },
    ],
    [
      'moves the head',
      [`UPDATE audit_head SET hash = decode(repeat('ab', 32), 'hex')`],
      { position: 9, reason: 'ALTERED' },
    ],
  ];
  it.each(tamperings)('is found out who %s', async (_, statements, fault) => {
    await system.deliver(eventsOf(9));
    expect((await check()).isIntact).toBe(true);
    await system.asOwner(open, ...statements);
    expect(await check()).toMatchObject({ isIntact: false, fault });
  });

  it('is refused by triggers, on every partition', async () => {
    await system.deliver(eventsOf(2));
    const { rows } = await system.pool.query<{ name: string }>(
      `SELECT relid::regclass::text AS name FROM pg_partition_tree('audit_event') ORDER BY 1`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const { name } of rows)
      await expect(system.asOwner(`TRUNCATE ${name}`)).rejects.toMatchObject({ code: '42501' });
    for (const statement of ['UPDATE audit_event SET seq = 7', 'DELETE FROM audit_event'])
      await expect(system.asOwner(statement)).rejects.toThrow('only added to');
  });
});

describe('the application', () => {
  it('has no right to change what is stored, not through partitions either', async () => {
    await system.deliver(eventsOf(2));
    const { rows } = await system.pool.query<{ name: string }>(
      `SELECT relid::regclass::text AS name FROM pg_partition_tree('audit_event') WHERE isleaf`,
    );
    const tables = ['audit_event', 'event'];
    const statements = [
      ...[...tables, ...rows.map(({ name }) => name)].flatMap((table) => [
        `UPDATE ${table} SET type = 'x'`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
      ]),
      ...rows.map(({ name }) => `INSERT INTO ${name} SELECT * FROM audit_event`),
      'ALTER TABLE audit_event DISABLE TRIGGER USER',
      'DROP TABLE audit_event',
    ];
    for (const statement of statements)
      await expect(system.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    expect(await stored()).toBe(2);
  });

  it('prepares the partitions of the coming months, though it may make no tables', async () => {
    const months = async () =>
      (
        await system.pool.query<{ n: number }>(
          `SELECT count(*) AS n FROM pg_partition_tree('audit_event') WHERE isleaf`,
        )
      ).rows[0]?.n ?? 0;
    const before = await months();
    await system.asOwner(`DROP TABLE audit_event_${monthFromNow(2)}`);
    expect(await months()).toBe(before - 1);
    await system.worker.periodic.find(({ name }) => name === 'audit-partitions')?.run();
    expect(await months()).toBe(before);
    await expect(system.asOwner(`TRUNCATE audit_event_${monthFromNow(2)}`)).rejects.toMatchObject({ code: '42501' });
    await expect(system.pool.query(`DELETE FROM audit_event_${monthFromNow(2)}`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('leaves a month in the net that the net has caught events of', async () => {
    await system.asOwner(`DROP TABLE audit_event_${monthFromNow(0)}`, `DROP TABLE audit_event_${monthFromNow(1)}`);
    await system.deliver(eventsOf(2));
    await system.worker.periodic.find(({ name }) => name === 'audit-partitions')?.run();
    await system.deliver(eventsOf(2));
    const { rows } = await system.pool.query<{ table: string; n: number }>(
      'SELECT tableoid::regclass::text AS table, count(*) AS n FROM audit_event GROUP BY 1',
    );
    expect(rows).toEqual([{ table: 'audit_event_default', n: 4 }]);
    const made = await system.pool.query(`SELECT to_regclass('audit_event_${monthFromNow(1)}') IS NOT NULL AS there`);
    expect(made.rows).toEqual([{ there: true }]);
    expect((await check()).isIntact).toBe(true);
  });
});

function monthFromNow(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1))
    .toISOString()
    .slice(0, 7)
    .replace('-', '_');
}
