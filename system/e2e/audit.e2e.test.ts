import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { databaseUrl } from '@comptoir/service-kit';
import { eventually, type TestClient } from '@comptoir/testing';
import { systemConfig } from '../src/config.ts';
import { reachDatabases } from '../src/local/reach.ts';
import { adjust, buy, follow, stockedProduct, type Shelf } from './operations.ts';
import { startTopology, type Topology } from './topology.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONTEXTS = ['users', 'catalog', 'sales', 'sagas', 'complaints'] as const;

/** Kinds of streams of which somebody keeps something beside the events, and who. */
const KINDS: Record<string, (typeof CONTEXTS)[number]> = {
  ...{ sale: 'sales', refund: 'sales', 'store-credit': 'sales', saga: 'sagas', complaint: 'complaints' },
  ...{ category: 'catalog', product: 'catalog', store: 'catalog', stock: 'catalog', reservation: 'catalog' },
  ...{ user: 'users', 'api-key': 'users' },
};

/** Kinds of which there is nothing but the events. */
const KEPT_BY_NOBODY = ['login', 'notification', 'audit-search'];

type Difference = { path: string; replayed: unknown; kept: unknown };
type Replay = {
  isConsistent: boolean | null;
  comparedWith: string | null;
  differences: Difference[];
  message?: string;
};

describe('the audit store, on the fleet topology', () => {
  let fleet: Topology;
  let admin: TestClient;
  let shopper: TestClient;
  let shelf: Shelf;
  let databases: Record<string, string>;
  let saleId: string;
  let complaintId: string;
  /** One of most kinds, as people made it a moment ago. */
  const made: Record<string, string> = {};

  beforeAll(async () => {
    fleet = await startTopology('fleet', { TEST_SHOPPERS: '2' });
    [admin, shopper] = await Promise.all([fleet.person('admin'), fleet.shopper(1)]);
    const { env } = await reachDatabases(systemConfig({ COMPTOIR_DATA_DIR: fleet.dataDir }));
    databases = Object.fromEntries(CONTEXTS.map((context: ContextName) => [context, databaseUrl(env, context)]));
    await live();
  }, 240_000);
  afterAll(() => fleet?.stop(), 60_000);

  /** A mutation that is taken; answers the field of its success. */
  async function done<T>(who: TestClient, name: string, input: object, field = '__typename'): Promise<T> {
    const Name = name.charAt(0).toUpperCase() + name.slice(1);
    const answer = await who.data<Record<string, { message?: string } & Record<string, T>>>(
      `mutation ($input: ${Name}Input!) { ${name}(input: $input) {
         ... on ${Name}Success { ${field === '__typename' ? field : `${field} { id }`} } ... on Problem { message } } }`,
      { input },
    );
    if (answer[name]?.message) throw new Error(`${name}: ${answer[name].message}`);
    return answer[name]?.[field] as T;
  }

  /** Something happens to things of every kind. */
  async function live(): Promise<void> {
    shelf = await stockedProduct(admin, 20, 1_000);
    await adjust(admin, shelf, -1);
    const lines = [{ productId: shelf.productId, quantity: 2 }];
    const order = { storeId: shelf.storeId, lines };
    const bought = await buy(shopper, order);
    await follow(shopper, bought.sagaId);
    ({ saleId } = bought);
    Object.assign(made, { saga: bought.sagaId, sale: saleId, product: shelf.productId });
    await refunded(order);
    for (const simulate of ['FAIL_CONFIRMATION', 'FAIL_RESERVATION'])
      await follow(shopper, (await buy(shopper, { ...order, simulate })).sagaId);

    const { me } = await shopper.data<{ me: { id: string } }>('{ me { id } }');
    const { id: apiKeyId } = await done<{ id: string }>(
      admin,
      'createApiKey',
      { name: 'till', userId: me.id },
      'apiKey',
    );
    await done(admin, 'revokeApiKey', { apiKeyId });
    made['api-key'] = apiKeyId;
    await joined();
    const complaint = { title: 'It broke', description: 'At once.', category: 'PRODUCT_DEFECT', saleId };
    complaintId = made.complaint = (await done<{ id: string }>(shopper, 'fileComplaint', complaint, 'complaint')).id;
    const agent = await fleet.person('agent');
    await done(agent, 'assignComplaint', { complaintId });
    await done(agent, 'startComplaint', { complaintId });
    await done(agent, 'resolveComplaint', { complaintId, resolution: 'STORE_CREDIT' });
  }

  /** An order of which the customer gets one unit paid back. */
  async function refunded(order: { storeId: string; lines: { productId: string; quantity: number }[] }): Promise<void> {
    const bought = await buy(shopper, order);
    await follow(shopper, bought.sagaId);
    const { sale } = await shopper.data<{ sale: { lines: { id: string }[] } }>(
      'query ($id: ID!) { sale(id: $id) { lines { id } } }',
      { id: bought.saleId },
    );
    const lines = sale.lines.map(({ id }) => ({ saleLineId: id, quantity: 1 }));
    const wish = { saleId: bought.saleId, lines, idempotencyKey: randomUUID() };
    const { id: refundId } = await done<{ id: string }>(shopper, 'requestRefund', wish, 'refund');
    await done(admin, 'approveRefund', { refundId });
    made.refund = refundId;
  }

  /** Somebody registers and becomes an agent; a category is opened. */
  async function joined(): Promise<void> {
    const name = `e2e-${randomUUID().slice(0, 8)}`;
    const account = { username: name, email: `${name}@example.org`, password: randomUUID() };
    const { id: userId } = await done<{ id: string }>(fleet.anonymous(), 'register', account, 'user');
    await done(admin, 'setUserRole', { userId, role: 'AGENT' });
    const category = { code: name.slice(4).toUpperCase(), name: `Category ${name}` };
    const { id } = await done<{ id: string }>(admin, 'createCategory', category, 'category');
    Object.assign(made, { user: userId, category: id });
  }

  /** Some things of a kind that something happened to last, or last before a moment. */
  async function someOf(entityType: string, to: Date | null = null): Promise<string[]> {
    const { auditLog } = await admin.data<{ auditLog: { edges: { node: { entityId: string } }[] } }>(
      'query ($f: AuditLogFilter) { auditLog(first: 60, filter: $f) { edges { node { entityId } } } }',
      { f: { entityType, to: to?.toISOString() } },
    );
    return [...new Set(auditLog.edges.map(({ node }) => node.entityId))].slice(0, 12);
  }

  async function replay(streamId: string): Promise<Replay> {
    const { replayStream } = await admin.data<{ replayStream: Replay }>(
      `mutation ($id: ID!) { replayStream(input: { streamId: $id }) { ... on Problem { message }
         ... on ReplayStreamSuccess { isConsistent comparedWith differences { path replayed kept } } } }`,
      { id: streamId },
    );
    return replayStream;
  }

  it.each(Object.entries(KINDS))(
    'a %s is what its events say that it is, be it of the demo or of today',
    async (kind, owner) => {
      const asked = await eventually(async () => {
        const ids = [...(await someOf(kind)), ...(await someOf(kind, new Date(Date.now() - 86_400_000)))];
        return ids.length > 0 && [...new Set([...ids, made[kind] ?? ids[0] ?? ''])];
      });
      for (const id of asked)
        // What goes on while it is asked may be behind for a moment; behind the history of a new chain it is for longer.
        await eventually(
          async () => {
            const found = await replay(id);
            expect({ id, ...found }).toEqual({ id, isConsistent: true, comparedWith: owner, differences: [] });
            return true;
          },
          { within: 60_000 },
        );
    },
    120_000,
  );

  it.each(KEPT_BY_NOBODY)('a %s is nothing but its events: there is nothing to compare', async (kind) => {
    const [id = ''] = await eventually(async () => {
      const ids = await someOf(kind);
      return ids.length > 0 && ids;
    });
    expect(await replay(id)).toEqual({ isConsistent: null, comparedWith: null, differences: [] });
  });

  it('a row that somebody changed by hand is told, field by field', async () => {
    const change = (context: string, text: string, id: string) =>
      withClient(databases[context] ?? '', (client) => client.query(text, [id]));
    await change('catalog', 'UPDATE product SET price_minor = 1 WHERE id = $1', shelf.productId);
    await change('sales', 'UPDATE sale SET refunded_minor = 700 WHERE id = $1', saleId);
    await change('complaints', `UPDATE complaint SET priority = 'CRITICAL' WHERE id = $1`, complaintId);
    await change('users', `UPDATE account SET role = 'ADMIN' WHERE id = $1`, made.user ?? '');
    await change('sagas', `UPDATE saga SET state = 'COMPENSATED' WHERE id = $1`, made.saga ?? '');
    const told = [];
    for (const id of [shelf.productId, saleId, complaintId, made.user ?? '', made.saga ?? ''])
      told.push(await replay(id));
    expect(told.map(({ differences }) => differences)).toEqual([
      [{ path: 'priceMinor', replayed: 1_000, kept: 1 }],
      [{ path: 'refundedMinor', replayed: 0, kept: 700 }],
      [{ path: 'priority', replayed: expect.any(String), kept: 'CRITICAL' }],
      [{ path: 'role', replayed: 'AGENT', kept: 'ADMIN' }],
      [{ path: 'state', replayed: 'SALE_CONFIRMED', kept: 'COMPENSATED' }],
    ]);
  });

  const download = (name: string, token: string | null) =>
    fetch(`${fleet.url}/downloads/audit/${name}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });

  /** A place of the chain that a signed head vouches for. */
  const signedPlace = () =>
    eventually(
      async () => {
        const { verifyAuditChain } = await admin.data<{
          verifyAuditChain: { signedHead: { position: number } | null };
        }>('{ verifyAuditChain(sinceSignedHead: true) { signedHead { position } } }');
        const place = verifyAuditChain.signedHead?.position ?? 0;
        return place >= 1_500 && place;
      },
      { within: 90_000 },
    );

  it.each(['events.json', 'events.csv'])(
    '%s comes through the public address, and audit:verify names what was done to it',
    async (name) => {
      const to = await signedPlace();
      const from = to - 1_499;
      const answer = await download(`${name}?from=${from}&to=${to}`, admin.token);
      expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
        200,
        `attachment; filename="audit-${from}-${to}.${name.slice(7)}"`,
      ]);
      const text = await answer.text();
      const lines = text.split('\n');
      const place = from + 699;
      const at = lines.findIndex((line) => line.startsWith(`{"seq":${place},`) || line.startsWith(`${place},`));
      const [line = '', next = ''] = lines.slice(at, at + 2);
      const [before, after] = [lines.slice(0, at), lines.slice(at + 1)];

      const file = join(fleet.dataDir, name);
      function verify(content: string) {
        writeFileSync(file, content);
        const parameters = ['run', '-s', 'audit:verify', '--', file, '--key', join(fleet.dataDir, 'secrets.json')];
        const { status, stdout, stderr } = spawnSync('npm', parameters, {
          ...{ cwd: ROOT, encoding: 'utf8' as const, env: { ...process.env, NODE_OPTIONS: '' } },
        });
        return { status, said: `${stdout}${stderr}` };
      }
      expect(verify(text)).toEqual({
        status: 0,
        said: expect.stringContaining(`1500 entries, ${from} to ${to}, each as it was recorded`),
      });
      const changed = line.replace(/"occurredAt(\\?"+):/, '"occuredAt$1:');
      const cases: [string[], string][] = [
        [[...before, changed, ...after], 'ALTERED'],
        [[...before, ...after], 'MISSING'],
        [[...before, next, line, ...after.slice(1)], 'SWAPPED'],
        [before, 'CUT_OFF'],
      ];
      expect(changed).not.toBe(line);
      expect(verify(text.replace(/"heads":\[.*?\]/, '"heads":[]')).status).toBe(3);
      for (const [content, reason] of cases)
        expect(verify(content.join('\n'))).toEqual({
          status: 1,
          said: expect.stringContaining(`entry ${place} is not as it was exported (${reason})`),
        });
    },
    240_000,
  );

  it('files are for admins, and one of them is what somebody did', async () => {
    const code = async (token: string | null) => (await download('log.csv', token)).status;
    expect([await code(null), await code(shopper.token), await code((await fleet.person('manager')).token)]).toEqual([
      401, 403, 403,
    ]);
    const { me } = await shopper.data<{ me: { id: string } }>('{ me { id } }');
    const lines = (await (await download(`log.csv?userId=${me.id}`, admin.token)).text()).split('\n');
    const types = lines.slice(1, -2).map((row) => row.split(',')[4]);
    expect(types).toEqual(expect.arrayContaining(['UserLoggedIn', 'SaleConfirmed', 'ComplaintFiled']));
  });
});
