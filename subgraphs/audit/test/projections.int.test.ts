import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openPool, type Pool } from '@comptoir/database';
import { carryOnRebuild, projectionPorts, type Projection } from '@comptoir/messaging';
import { localPort } from '@comptoir/service-kit';
import { createLogger, type Logger } from '@comptoir/telemetry';
import { freshDatabase, type FreshDatabase } from '@comptoir/testing/database';
import { startAudit, type TestAudit } from './harness.ts';

const REBUILD = 'id projection state progress startedBy startedAt finishedAt';
const LIST = `{ projections { name source version position lagSeconds rebuild { ${REBUILD} } } }`;
const BUILD = `mutation ($name: String!) { rebuildProjection(input: { name: $name }) { __typename
  ... on RebuildProjectionSuccess { rebuild { ${REBUILD} } } ... on NotFoundProblem { code id } } }`;

/** Counts nothing: what is told here is how it is asked for. */
const figures: Projection = { name: 'sales-figures', version: 1, apply: async () => undefined };

const warned: unknown[] = [];

let database: FreshDatabase;
let pool: Pool;
let system: TestAudit;
beforeAll(async () => {
  database = await freshDatabase('sales');
  const log = createLogger('audit-test', 'silent');
  pool = openPool({ url: database.url, context: 'sales', max: 4, service: 'test', log });
  const ports = projectionPorts(pool, [figures]);
  const sales = {
    list: localPort<never, never>(ports.projections),
    rebuild: localPort<never, never>(ports.rebuildProjection),
  };
  const away = () => Promise.reject(new Error('away'));
  const listening: Logger = { ...log, warn: (fields) => warned.push(fields) };
  const projections = { sales, complaints: { list: away, rebuild: away } };
  system = await startAudit({ settings: { projections, log: listening } });
}, 60_000);
afterAll(async () => {
  await system.dispose();
  await pool.end();
  await database.drop();
});

it('an admin has a read model built anew, and sees how far it is', async () => {
  const begun = await system.value(BUILD, { name: 'sales-figures' });
  expect(begun).toMatchObject({
    __typename: 'RebuildProjectionSuccess',
    rebuild: { projection: 'sales-figures', state: 'RUNNING', progress: 0, finishedAt: null },
  });
  expect((await system.value(BUILD, { name: 'sales-figures' })).rebuild?.id).toBe(begun.rebuild?.id);
  await carryOnRebuild(pool, figures, 10_000);

  const nothing = { version: null, position: null, lagSeconds: null, rebuild: null };
  expect(await system.value(LIST)).toEqual([
    { name: 'complaints', source: 'complaints', ...nothing },
    {
      ...{ name: 'sales-figures', source: 'sales', version: 1, position: 0, lagSeconds: 0 },
      rebuild: { ...begun.rebuild, state: 'DONE', progress: 1, finishedAt: expect.any(String) },
    },
  ]);
  // One that is away is told by its name.
  const err = expect.objectContaining({ message: 'away' });
  expect(warned).toContainEqual({ event: 'projections_unknown', context: 'complaints', err });
});

it('refuses a name that no read model has', async () => {
  for (const name of ['nobody', 'audit'])
    expect(await system.value(BUILD, { name })).toEqual({ __typename: 'NotFoundProblem', code: 'NOT_FOUND', id: name });
});

it('is for admins', async () => {
  for (const [role, code] of [
    ['CLIENT', 'FORBIDDEN'],
    ['AGENT', 'FORBIDDEN'],
    ['MANAGER', 'FORBIDDEN'],
    [null, 'UNAUTHENTICATED'],
  ] as const)
    for (const query of [LIST, BUILD]) {
      const { data, errors } = await system.ask(role, query, query === BUILD ? { name: 'sales-figures' } : {});
      expect([Object.values(data), errors[0]?.extensions.code]).toEqual([[null], code]);
    }
});
