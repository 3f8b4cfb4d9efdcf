import { describe, expect, it } from '@jest/globals';
import { createLogger, registry } from '@comptoir/telemetry';
import { graphql } from 'graphql';
import {
  badUserInput,
  buildContextSchema,
  decodeCursor,
  encodeCursor,
  entityLoader,
  formatError,
  managesStore,
  pageSize,
  requireRole,
  toConnection,
} from './index.ts';

describe('pages', () => {
  it('are 20 unless said and at most 100', () => {
    expect([pageSize(null), pageSize(1), pageSize(100)]).toEqual([20, 1, 100]);
    expect(() => pageSize(101)).toThrow('first: 101 is not between 1 and 100.');
    expect(() => pageSize(0)).toThrow('first: 0');
  });

  it('know from one row more that there is more', () => {
    const page = toConnection(['a', 'b', 'c'], 2, (row) => [row]);
    expect(page.edges.map((e) => e.node)).toEqual(['a', 'b']);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(decodeCursor(page.pageInfo.endCursor ?? '', 1)).toEqual(['b']);
    expect(toConnection([], 2, () => []).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it('refuse cursors that are not theirs', () => {
    for (const cursor of ['nonsense', encodeCursor(['a']), encodeCursor([]), Buffer.from('[{}]').toString('base64url')])
      expect(() => decodeCursor(cursor, 2)).toThrow('is not a cursor of this list');
  });
});

describe('rights', () => {
  const manager = { sub: 'm', role: 'MANAGER', storeIds: ['s1'], sessionId: 'x' } as const;
  it('tell apart who is not signed in and who may not', () => {
    expect(() => requireRole(null, 'ADMIN')).toThrow(
      expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } }),
    );
    expect(() => requireRole({ ...manager, storeIds: [] }, 'ADMIN')).toThrow(
      expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
    );
  });
  it('give a manager the own stores only and an admin all', () => {
    const mine = { ...manager, storeIds: ['s1'] };
    expect([managesStore(mine, 's1'), managesStore(mine, 's2'), managesStore(null, 's1')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(managesStore(mine, 'S1')).toBe(true);
    expect(managesStore({ ...mine, role: 'ADMIN', storeIds: [] }, 's2')).toBe(true);
    expect(managesStore({ ...mine, role: 'CLIENT' }, 's1')).toBe(false);
  });
});

describe('root queries', () => {
  it('are counted by how they ended where the process has a name', async () => {
    const answers = {
      ok: () => 'fine',
      refused: () => Promise.reject(badUserInput('No.')),
      failed: () => Promise.reject(new Error('disk full')),
    };
    const schema = buildContextSchema(
      'type Query { ok: String refused: String failed: String }',
      { Query: answers },
      'kit-test',
    );
    const { data, errors } = await graphql({ schema, source: '{ ok refused failed }' });
    expect([data?.ok, errors?.length]).toEqual(['fine', 2]);
    const text = await registry.getSingleMetricAsString('query_executions_total');
    for (const name of Object.keys(answers))
      expect(text).toContain(`{service="kit-test",query="${name}",outcome="${name}"} 1`);
  });
});

describe('entityLoader', () => {
  it('asks once for all ids of a tick and keeps their order', async () => {
    const asked: (readonly string[])[] = [];
    const loader = entityLoader(
      async (ids) => (asked.push(ids), [{ id: 'b' }, { id: 'a' }]),
      (e: { id: string }) => e.id,
    );
    expect(await Promise.all(['a', 'x', 'b', 'a'].map((id) => loader.load(id)))).toEqual([
      { id: 'a' },
      null,
      { id: 'b' },
      { id: 'a' },
    ]);
    expect(asked).toEqual([['a', 'x', 'b']]);
  });
});

describe('scalars and errors', () => {
  const schema = buildContextSchema(
    /* GraphQL */ `
      type Query {
        echo(at: DateTime, amount: SafeInt, currency: CurrencyCode): Money
        when(at: DateTime!): DateTime
        fault: Int
        wish: Int
      }
    `,
    {
      Query: {
        echo: (_: unknown, { amount, currency }: { amount: number; currency: string }) => ({
          amountMinor: amount,
          currency,
        }),
        when: (_: unknown, { at }: { at: Date }) => at,
        fault: () => {
          throw new Error('password=hunter2 at db.internal');
        },
        wish: () => {
          throw badUserInput('wish: 3 is too many.');
        },
      },
    },
  );
  const ask = (source: string, variableValues?: Record<string, unknown>) => graphql({ schema, source, variableValues });

  it('carry more than 32 bits and whole moments', async () => {
    expect((await ask('{ echo(amount: 9007199254740991, currency: "CAD") { amountMinor currency } }')).data).toEqual({
      echo: { amountMinor: 9007199254740991, currency: 'CAD' },
    });
    expect((await ask('{ when(at: "2026-03-01T12:00:00Z") }')).data).toEqual({ when: '2026-03-01T12:00:00.000Z' });
  });

  it('refuse what is not a value of theirs, literal or variable', async () => {
    expect((await ask('{ echo(amount: 1.5) { amountMinor } }')).errors?.[0]?.message).toContain('1.5');
    expect(
      (await ask('query ($c: CurrencyCode) { echo(currency: $c) { amountMinor } }', { c: 'dollars' })).errors?.[0]
        ?.message,
    ).toContain('dollars');
    expect((await ask('{ when(at: "soon") }')).errors?.[0]?.message).toContain('"soon"');
    expect((await ask('{ when(at: [1]) }')).errors).toHaveLength(1);
  });

  it('mask faults and let refusals through', async () => {
    const format = formatError(createLogger('test', 'silent'));
    const shown = async (field: string) => {
      const [error] = (await ask(`{ ${field} }`)).errors ?? [];
      return format(error!.toJSON(), error);
    };
    const fault = await shown('fault');
    expect(JSON.stringify(fault)).not.toMatch(/hunter2|internal\b.*db/);
    expect(fault.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
    expect(await shown('wish')).toMatchObject({
      message: 'wish: 3 is too many.',
      path: ['wish'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
