import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@comptoir/kit';
import { createLogger } from '@comptoir/telemetry';
import { Pool } from 'undici';
import { z } from 'zod';
import {
  createActorKey,
  createActorSigner,
  createActorVerifier,
  databaseUrl,
  envFlag,
  envInteger,
  loadConfig,
  localPort,
  remotePort,
  startInternalServer,
  startOpsServer,
} from './index.ts';

const log = createLogger('test', 'silent');
const at = { host: '127.0.0.1', port: 0, log };

describe('loadConfig', () => {
  const schema = z.object({ PORT: envInteger(4000, 1, 65_535), DEMO: envFlag(false), SECRET: z.string() });

  it('counts an empty variable as unset and applies defaults', () => {
    expect(loadConfig(schema, { PORT: '', SECRET: 'x' })).toEqual({ PORT: 4000, DEMO: false, SECRET: 'x' });
  });

  it('tells all faults at once, by name and without values', () => {
    const load = () => loadConfig(schema, { PORT: '99999', DEMO: 'perhaps' });
    expect(load).toThrow(/PORT:[^]*DEMO:[^]*SECRET:/);
    expect(load).not.toThrow(/perhaps"?\s*$/);
  });
});

describe('databaseUrl', () => {
  it('prefers the address of the context', () => {
    expect(databaseUrl({ DATABASE_URL_SALES: 'postgres://a/b', DATABASE_URL: 'postgres://c' }, 'sales')).toBe(
      'postgres://a/b',
    );
  });
  it('else takes the database of the context on the common server, as the role of the context', () => {
    expect(databaseUrl({ DATABASE_URL: 'postgres://u:p@h:1/postgres' }, 'sales')).toMatch(
      /^postgres:\/\/sales_app:[^:@]+@h:1\/comptoir_sales$/,
    );
  });
  it('names what is missing', () => {
    expect(() => databaseUrl({}, 'sales')).toThrow('DATABASE_URL_SALES');
  });
});

describe('the signed actor', () => {
  const keys = createActorKey();
  const actor: Actor = { sub: 'u', role: 'MANAGER', storeIds: ['s1'], sessionId: 'x' };
  const signer = createActorSigner(keys.privateKey);
  const verify = createActorVerifier(keys.publicKey);

  it('arrives as it was signed, anonymous callers too', () => {
    expect(verify(signer(actor))).toEqual(actor);
    expect(verify(signer(null))).toBeNull();
  });

  it('is signed once, not once a call, and anew when the rights change', () => {
    expect(signer(actor)).toBe(signer({ ...actor }));
    expect(signer(actor)).not.toBe(signer({ ...actor, storeIds: [] }));
  });

  it('is refused when missing, changed, or signed by another', () => {
    const token = signer(actor);
    const forged = `${Buffer.from(JSON.stringify({ actor: { ...actor, role: 'ADMIN' }, aud: 'comptoir-subgraph', exp: 9e15 })).toString('base64url')}.${token.split('.')[1]}`;
    expect(() => verify(undefined)).toThrow('No actor');
    expect(() => verify(forged)).toThrow('signature');
    expect(() => verify(createActorSigner(createActorKey().privateKey)(actor))).toThrow('signature');
  });
});

describe('internal ports', () => {
  const secret = 'a-secret-of-the-whole-system-0123456789';

  it('ask once a tick however many ask, in one process', async () => {
    const asked: unknown[][] = [];
    const port = localPort<number, number>(async (calls) => (asked.push(calls), calls.map((n) => Number(n) * 2)));
    expect(await Promise.all([1, 2, 3].map(port))).toEqual([2, 4, 6]);
    expect(asked).toEqual([[1, 2, 3]]);
  });

  it('do the same between processes, for signed callers only', async () => {
    const asked: unknown[][] = [];
    const double = async (calls: unknown[]) => (asked.push(calls), calls.map((n) => Number(n) * 2));
    const server = await startInternalServer({ ...at, endpoints: { double }, secret });
    const pool = new Pool(`http://127.0.0.1:${server.port}`);
    const port = remotePort<number, number>({ pool, secret, endpoint: 'double', context: 'maths' });
    expect(await Promise.all([1, 2].map(port))).toEqual([2, 4]);
    expect(asked).toEqual([[1, 2]]);
    const stranger = remotePort<number, number>({ pool, secret: `${secret}!`, endpoint: 'double', context: 'maths' });
    await expect(stranger(1)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
    expect(asked).toHaveLength(1);
    await pool.close();
    await server.dispose();
    await expect(port(1)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  });
});

describe('the ops address', () => {
  it('tells each dependency, and 503 when one is away', async () => {
    let ok = true;
    const ops = await startOpsServer({ ...at, health: async () => [{ name: 'database', ok }] });
    const get = (path: string) => fetch(`http://127.0.0.1:${ops.port}${path}`);
    expect((await get('/health/live')).status).toBe(200);
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'ready',
      dependencies: [{ name: 'database', ok: true }],
    });
    ok = false;
    expect((await get('/health/ready')).status).toBe(503);
    expect(await (await get('/metrics')).text()).toContain('# TYPE graphql_requests_total counter');
    expect((await get('/nothing')).status).toBe(404);
    await ops.dispose();
  });
});
