import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@comptoir/database';
import { CONTEXT_NAMES, unsealText } from '@comptoir/kit';
import { databaseUrl } from '@comptoir/service-kit';
import { eventually, signIn, type TestClient } from '@comptoir/testing';
import { systemConfig } from '../src/config.ts';
import { reachDatabases } from '../src/local/reach.ts';
import { buy, follow, stockedProduct } from './operations.ts';
import { startTopology, type Topology } from './topology.ts';

/** What somebody finds who may read everything: each table of each context, the whole export of the audit store, the log. */
type Found = { tables: string[]; keys: Uint8Array[]; exported: string; log: string };

/** What is in a partition is in its table. */
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')`;

describe('a customer who is forgotten', () => {
  let system: Topology;
  let admin: TestClient;
  let databases: string[];
  beforeAll(async () => {
    system = await startTopology('system', { TEST_SHOPPERS: '1' });
    admin = await system.person('admin');
    const { env } = await reachDatabases(systemConfig({ COMPTOIR_DATA_DIR: system.dataDir }));
    databases = CONTEXT_NAMES.map((context) => databaseUrl(env, context));
  }, 180_000);
  afterAll(() => system?.stop(), 60_000);

  async function find(): Promise<Found> {
    const found: Found = {
      tables: [],
      keys: [],
      exported: '',
      log: readFileSync(join(system.dataDir, 'e2e.log'), 'utf8'),
    };
    for (const url of databases)
      await withClient(url, async (client) => {
        for (const { name } of (await client.query<{ name: string }>(TABLES)).rows) {
          const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
          found.tables.push(rows.map(({ row }) => row).join('\n'));
          // Whatever is as long as a key may be one; hashes of the chain are not.
          if (name.includes('audit_')) continue;
          for (const [, hex = ''] of found.tables.at(-1)?.matchAll(/\\x([0-9a-f]{64})\b/g) ?? [])
            found.keys.push(Buffer.from(hex, 'hex'));
        }
      });
    const answer = await fetch(`${system.url}/downloads/audit/events.json`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    found.exported = await answer.text();
    return found;
  }

  /** All that can be read of what was sealed in these streams, with any key that there is. */
  function opened({ exported, keys }: Found, streams: readonly string[]): string[] {
    const entries = exported.split('\n').filter((line) => streams.some((id) => line.includes(id)));
    const sealed = new Set(entries.flatMap((line) => line.match(/[\w-]{38,}/g) ?? []));
    return [...sealed].flatMap((text) =>
      streams.flatMap((id) => keys.flatMap((key) => unsealText(key, text, id) ?? [])),
    );
  }

  async function done<T>(who: TestClient, name: string, input: object, field: string): Promise<T> {
    const Name = name.charAt(0).toUpperCase() + name.slice(1);
    const answer = await who.data<Record<string, { message?: string } & Record<string, T>>>(
      `mutation ($input: ${Name}Input!) { ${name}(input: $input) {
         ... on ${Name}Success { ${field} { id } } ... on Problem { message } } }`,
      { input },
    );
    if (answer[name]?.message) throw new Error(`${name}: ${answer[name].message}`);
    return answer[name]?.[field] as T;
  }

  const told = async (userId: string) =>
    Promise.all(
      databases.map((url) =>
        withClient(url, async (client) => {
          const { rows } = await client.query<{ inbox: string | null }>(`SELECT to_regclass('notification') AS inbox`);
          if (!rows[0]?.inbox) return 0;
          return (await client.query('SELECT FROM notification WHERE user_id = $1', [userId])).rowCount ?? 0;
        }),
      ),
    ).then((counts) => counts.reduce((sum, count) => sum + count, 0));

  it('leaves no word that can be read: in no table, not in the audit store, its export, or the log', async () => {
    const mark = randomUUID().slice(0, 8);
    const account = { username: `gone-${mark}`, email: `gone-${mark}@example.org`, password: randomUUID() };
    const { id: userId } = await done<{ id: string }>(
      system.anonymous(),
      'register',
      { ...account, displayName: `Gone ${mark}` },
      'user',
    );
    const customer = await signIn(system.anonymous(), account.username, account.password);
    const shelf = await stockedProduct(admin, 5);
    const bought = await buy(customer, {
      storeId: shelf.storeId,
      lines: [{ productId: shelf.productId, quantity: 2 }],
    });
    await follow(customer, bought.sagaId);
    const { saleId } = bought;
    const wish = { saleId, reason: `My foot is ${mark}`, idempotencyKey: randomUUID() };
    const { id: refundId } = await done<{ id: string }>(customer, 'requestRefund', wish, 'refund');
    const complaint = { title: `Too small ${mark}`, description: `It pinches ${mark}`, category: 'OTHER', saleId };
    const { id: complaintId } = await done<{ id: string }>(customer, 'fileComplaint', complaint, 'complaint');
    await done(customer, 'commentOnComplaint', { complaintId, text: `Still hurts ${mark}` }, 'complaint');
    const words = [wish.reason, complaint.title, complaint.description, `Still hurts ${mark}`].sort();
    const streams = [refundId, complaintId];

    const before = await eventually(
      async () => {
        const found = await find();
        return opened(found, streams).length >= words.length && (await told(userId)) > 0 && found;
      },
      { within: 60_000, what: 'all of it to be in the audit store' },
    );
    expect([...new Set(opened(before, streams))].sort()).toEqual(words);
    expect(before.tables.some((rows) => rows.includes(account.email))).toBe(true);

    await done(customer, 'eraseUser', { userId, password: account.password }, 'user');
    await eventually(async () => opened(await find(), streams).length === 0 && (await told(userId)) === 0, {
      within: 30_000,
      what: 'keys and inbox to be erased',
    });
    const after = await find();
    for (const text of [...after.tables, after.exported, after.log]) expect(text).not.toContain(mark);
    const { verifyAuditChain } = await admin.data<{ verifyAuditChain: { isIntact: boolean } }>(
      '{ verifyAuditChain { isIntact } }',
    );
    expect(verifyAuditChain.isIntact).toBe(true);
  }, 180_000);

  it('is forgotten as well when they are of the demo chain', async () => {
    const client2 = await system.person('client2');
    const { me } = await client2.data<{ me: { id: string; complaints: { edges: { node: { id: string } }[] } } }>(
      '{ me { id complaints(first: 100) { edges { node { id } } } } }',
    );
    const streams = me.complaints.edges.map(({ node }) => node.id);
    await eventually(async () => opened(await find(), streams).length >= streams.length, { within: 60_000 });
    await done(admin, 'eraseUser', { userId: me.id }, 'user');
    await eventually(async () => opened(await find(), streams).length === 0, { within: 30_000 });
    expect(streams.length).toBeGreaterThan(0);
  }, 120_000);
});
