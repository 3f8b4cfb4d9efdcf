import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '@comptoir/kit';
import { eventsOf, FIRST_MOMENT, startAudit, type TestAudit } from './harness.ts';

const [userId, streamId] = [uuidv7(), uuidv7()];
let system: TestAudit;
beforeAll(async () => {
  system = await startAudit();
  await system.deliver(eventsOf(1_500, { streamId, userId, data: { note: 'a "quoted", comma' } }));
  await system.deliver(eventsOf(1, { type: 'UserRoleChanged', streamType: 'user' }), 'users');
  await system.deliver(eventsOf(1, { type: 'LoginFailed', streamType: 'login', userId }), 'users');
}, 60_000);
afterAll(() => system.dispose());

type Entry = { position: number; type: string; category: string; userId: string; details: { note: string } };
const entries = async (question = ''): Promise<Entry[]> =>
  JSON.parse((await system.download('ADMIN', 'log.json', question)).join('\n')) as Entry[];
const code = async (role: 'MANAGER' | 'ADMIN' | null, question = '') =>
  system.download(role, 'log.csv', question).then(
    () => null,
    (error: { extensions: { code: string } }) => error.extensions.code,
  );

describe('the audit log as a file', () => {
  it('holds all of it, the newest first, over more than a page', async () => {
    const all = await entries();
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 1_502 }, (_, i) => 1_502 - i));
    expect(all[0]).toMatchObject({ type: 'LoginFailed', category: 'SECURITY', userId });
  });

  it.each([
    ['what somebody did', `userId=${userId}`, 1_501],
    ['what somebody did to one thing', `userId=${userId}&entityId=${streamId}`, 1_500],
    ['who may do what', 'categories=SECURITY', 2],
    ['some types and actions', 'types=LoginFailed,SaleConfirmed&actions=AUTHENTICATE', 1],
    ['a time', `to=${new Date(FIRST_MOMENT + 11_000).toISOString()}`, 10],
    ['an id that nothing has', 'entityId=nobody', 0],
    ['a type that nothing has', 'types=Nothing', 0],
  ])('is filtered as in the graph: %s', async (_, question, count) => {
    const found = await entries(question);
    expect(found).toHaveLength(count);
    const csv = await system.download('ADMIN', 'log.csv', question);
    expect([csv.length, csv.at(-1)]).toEqual([count + 2, '#end']);
    expect(csv.slice(1, -1).map((line) => Number(line.split(',')[0]))).toEqual(found.map(({ position }) => position));
  });

  it('quotes what a table would break at', async () => {
    const [names, line] = await system.download('ADMIN', 'log.csv', `entityId=${streamId}`);
    expect(names).toBe(
      'position,occurredAt,action,category,type,entityType,entityId,userId,source,correlationId,details',
    );
    expect(line).toContain(',"{""total"":');
    expect(line).toContain('""note"":""a \\""quoted\\"", comma""}"');
  });

  it('is for admins, of filters that there are, and recorded', async () => {
    expect([await code(null), await code('MANAGER')]).toEqual(['UNAUTHENTICATED', 'FORBIDDEN']);
    for (const question of ['user=x', 'actions=SING', 'categories=', 'from=yesterday', 'from=2026-03-02&to=2026-03-01'])
      expect([question, await code('ADMIN', question)]).toEqual([question, 'BAD_USER_INPUT']);
    await entries(`userId=${userId}&categories=SECURITY`);
    const { rows } = await system.pool.query<{ data: object }>('SELECT data FROM event ORDER BY position DESC LIMIT 1');
    expect(rows[0]?.data).toMatchObject({
      ...{ operation: 'exportLog', conditions: { 'filter.userId': userId, 'filter.categories': 'SECURITY' } },
    });
  });
});
