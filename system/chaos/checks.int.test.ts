import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { seed as seedCatalog } from '@comptoir/catalog/seed';
import type { DemoPlan } from '@comptoir/contracts';
import { openPool } from '@comptoir/database';
import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';
import { seed as seedSagas } from '@comptoir/sagas/seed';
import { seed as seedSales } from '@comptoir/sales/seed';
import { createLogger } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase, type FreshDatabase } from '@comptoir/testing/database';
import { demoPlan } from '../src/demo/plan.ts';
import { checkAudit } from './checks/audit.ts';
import type { Databases } from './checks/check.ts';
import { checkBooks } from './checks/index.ts';
import type { Told } from './load.ts';

/** Three sales of the demo chain with the shelves that they were taken from. */
function smallPlan(): DemoPlan {
  const plan = demoPlan({ now: new Date() });
  const sales = plan.sales.slice(0, 3);
  const sold = new Map<string, number>();
  for (const { order } of sales)
    for (const { productId, quantity } of order.lines) {
      const key = `${order.storeId} ${productId}`;
      sold.set(key, (sold.get(key) ?? 0) + quantity);
    }
  const stock = [...sold].map(([key, units]) => {
    const [storeId = '', productId = ''] = key.split(' ');
    return { storeId, productId, sold: units, onHand: 10, received: units + 10 };
  });
  const products = plan.products.filter(({ id }) => stock.some(({ productId }) => productId === id));
  return { ...plan, sales, stock, products };
}

const plan = smallPlan();
const log = createLogger('test', 'silent');
const nothingTold = (): Told => ({
  ...{ accepted: new Map(), keys: [], refused: 0, cancelled: 0, unanswered: [], watches: [] },
  ...{ refunds: { requested: 0, approved: 0, rejected: 0 }, complaints: { filed: 0, resolved: 0 }, paidByCredit: 0 },
});

let fresh: FreshDatabase[];
let databases: Databases;

beforeEach(async () => {
  fresh = [];
  const pools = await Promise.all(
    CONTEXT_NAMES.map(async (context) => {
      const database = await freshDatabase(context);
      fresh.push(database);
      return [context, openPool({ url: database.ownerUrl, context, max: 2, service: 'test', log })] as const;
    }),
  );
  databases = Object.fromEntries(pools) as Databases;
  await Promise.all([
    seedCatalog(databases.catalog, plan),
    seedSales(databases.sales, plan),
    seedSagas(databases.sagas, plan),
  ]);
});

afterEach(async () => {
  await Promise.all(Object.values(databases).map((pool) => pool.end()));
  await Promise.all(fresh.map((database) => database.drop()));
});

const saga = plan.sales[0]?.order.sagaId ?? '';

/** A store credit of one dollar that nobody has spent. */
const A_CREDIT = `
  INSERT INTO settlement (id, saga_id, complaint_id, sale_id, resolution, state)
  SELECT id, saga_id, id, id, 'STORE_CREDIT', 'SETTLED' FROM sale LIMIT 1;
  INSERT INTO store_credit (id, user_id, complaint_id, sale_id, amount_minor, remaining_minor, currency, issued_at, expires_at)
  SELECT id, id, id, id, 100, 100, 'CAD', now(), now() + interval '1 year' FROM settlement`;

/** What goes wrong when a guard is missing, written by hand: each must be found, under the name of its rule. */
const LIES: readonly [what: string, context: ContextName, sql: string, rule: RegExp][] = [
  [
    'a unit was sold twice',
    'catalog',
    'UPDATE stock SET sold = sold + 1, on_hand = on_hand - 1',
    /units of sold reservations/,
  ],
  [
    'more was sold than there was',
    'catalog',
    `ALTER TABLE stock DROP CONSTRAINT stock_never_below_zero, DROP CONSTRAINT stock_never_oversold;
     UPDATE stock SET on_hand = -1, received = sold - 1`,
    /nothing below zero/,
  ],
  [
    'units have vanished',
    'catalog',
    'ALTER TABLE stock DROP CONSTRAINT stock_books_balance; UPDATE stock SET on_hand = on_hand - 1',
    /received = on hand/,
  ],
  ['something stayed reserved', 'catalog', 'UPDATE stock SET reserved = 1', /nothing reserved/],
  [
    'units came from nowhere',
    'catalog',
    'UPDATE stock SET received = received + 1, on_hand = on_hand + 1',
    /adjustments/,
  ],
  [
    'more was held for a moment than there was',
    'catalog',
    `UPDATE event SET data = jsonb_set(data, '{delta}', '0') WHERE type = 'StockAdjusted'`,
    /at no moment/,
  ],
  [
    'somebody wrote from a shelf that he had seen before',
    'catalog',
    `UPDATE event SET data = jsonb_set(data, '{lines,0,onHand}', '99') WHERE type = 'StockSold'`,
    /each event tells the shelf/,
  ],
  ['a hold was left', 'catalog', `UPDATE reservation SET state = 'HELD'`, /no hold is left/],
  [
    'a step was done twice',
    'catalog',
    `ALTER TABLE step_log DROP CONSTRAINT step_log_pkey;
     INSERT INTO step_log (saga_id, step, direction, outcome) SELECT '${saga}', 'reserve-stock', 'do', 'done' FROM generate_series(1, 2)`,
    /recorded once/,
  ],
  [
    'what was sold was given back as well',
    'catalog',
    `INSERT INTO step_log (saga_id, step, direction, outcome)
     VALUES ('${saga}', 'confirm-order', 'do', 'done'), ('${saga}', 'reserve-stock', 'undo', 'done')`,
    /both sold and given back/,
  ],
  [
    'a reservation was sold without an event',
    'catalog',
    `DELETE FROM event WHERE type = 'StockSold'`,
    /stream of a reservation/,
  ],
  [
    'a sale lost a line',
    'sales',
    'DELETE FROM sale_line WHERE position = (SELECT min(position) FROM sale_line)',
    /sum of its lines/,
  ],
  ['goods went out without money', 'sales', 'DELETE FROM provider.entry', /captured once/],
  [
    'money was taken without a sale',
    'sales',
    `WITH charge AS (
       INSERT INTO provider.charge (key, method, amount_minor, currency, state)
       VALUES (gen_random_uuid(), 'CARD', 100, 'CAD', 'CAPTURED') RETURNING id)
     INSERT INTO provider.entry (charge_id, kind, amount_minor) SELECT id, 'CAPTURE', 100 FROM charge`,
    /captured is sold/,
  ],
  [
    'money was taken twice',
    'sales',
    `DROP INDEX provider.entry_capture_key;
     INSERT INTO provider.entry (charge_id, kind, amount_minor) SELECT charge_id, kind, amount_minor FROM provider.entry`,
    /captured once/,
  ],
  [
    'a cancelled sale kept its money',
    'sales',
    `UPDATE sale SET status = 'CANCELLED', confirmed_at = NULL, cancelled_at = now()`,
    /captured is sold/,
  ],
  ['a sale has more versions than events', 'sales', 'UPDATE sale SET version = version + 1', /counts its events/],
  [
    'units of a line were settled by nobody',
    'sales',
    'UPDATE sale_line SET settled_quantity = 1',
    /units that complaints/,
  ],
  [
    'store credit was spent for nothing',
    'sales',
    `${A_CREDIT}; UPDATE store_credit SET remaining_minor = 90`,
    /of a store credit is left/,
  ],
  [
    'store credit paid for no sale',
    'sales',
    `${A_CREDIT}; INSERT INTO store_credit_payment (key, state, amount_minor, currency) SELECT id, 'CAPTURED', 10, 'CAD' FROM store_credit;
     INSERT INTO store_credit_entry (credit_id, payment_key, amount_minor) SELECT id, id, 10 FROM store_credit;
     UPDATE store_credit SET remaining_minor = 90`,
    /store credit pays for what is sold/,
  ],
  ['units of a line were refunded by nobody', 'sales', 'UPDATE sale_line SET refunded_quantity = 1', /units of a line/],
  [
    'a complaint was promised what never came, and nobody reads of it',
    'complaints',
    `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
     SELECT gen_random_uuid(), gen_random_uuid(), 'complaint', 1, 'ComplaintResolved', 1, '{"outcome": "PENDING"}', '{}'`,
    /has ended, and was told of once[^]*the read model of complaints/,
  ],
  [
    'a saga never ended',
    'sagas',
    `UPDATE saga SET done = false, completed_at = NULL, state = 'PAYMENT_PROCESSING'`,
    /every saga has ended/,
  ],
  [
    'a state was written twice',
    'sagas',
    `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata)
     SELECT gen_random_uuid(), stream_id, stream_type, stream_version + 100, type, 1, data, metadata FROM event WHERE type = 'SagaCompleted'`,
    /versions 1\.\.n/,
  ],
  ['a state was left out', 'sagas', `DELETE FROM event WHERE type = 'SagaStepCompleted'`, /versions 1\.\.n/],
  [
    'a saga went a way that is none',
    'sagas',
    `UPDATE event SET data = replace(data::text, 'PAYMENT_PROCESSED', 'PAYMENT_FAILED')::jsonb`,
    /road that is allowed/,
  ],
  [
    'a sale was sold that its saga gave up',
    'sagas',
    `UPDATE saga SET state = 'COMPENSATED'`,
    /between databases: saga/,
  ],
  ['an accepted sale is gone', 'sagas', `DELETE FROM saga WHERE id = '${saga}'`, /has no ended saga/],
];

describe('the checks of a crash run', () => {
  it('find nothing in books that are sound', async () => {
    expect(await checkBooks(databases, nothingTold())).toEqual([]);
  });

  it.each(LIES)('find that %s', async (_what, context, sql, rule) => {
    await databases[context].query({ text: sql });
    expect((await checkBooks(databases, nothingTold())).join('\n')).toMatch(rule);
  });

  it('find that a key began two sagas, or was answered with one that is not there', async () => {
    const told = nothingTold();
    told.keys = ['one', 'two'];
    told.accepted = new Map([['two', new Set([saga])]]);
    await databases.sagas.query('DROP INDEX saga_user_key');
    await databases.sagas.query(`UPDATE saga SET idempotency_key = 'one'`);
    const found = (await checkBooks(databases, told)).join('\n');
    expect(found).toMatch(/the key "one" began 3 sagas/);
    expect(found).toMatch(/"two" was accepted as saga .* which does not exist/);
  });

  it('find that two transactions waited for each other', async () => {
    const both = await Promise.all([databases.catalog.connect(), databases.catalog.connect()]);
    const lock = (n: number) => `SELECT pg_advisory_xact_lock(${n})`;
    await Promise.all(both.map((client, n) => client.query(`BEGIN; ${lock(n)}`)));
    const ends = await Promise.allSettled(both.map((client, n) => client.query(lock(1 - n))));
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    for (const client of both) {
      await client.query('ROLLBACK; SELECT pg_stat_force_next_flush()');
      client.release();
    }
    await eventually(async () =>
      (await checkBooks(databases, nothingTold())).includes('catalog: no transaction met a deadlock: 1 were broken'),
    );
  });

  it('find what a live follower did not see', async () => {
    const told = nothingTold();
    told.watches = [{ sagaId: saga, seen: [{ version: 1, state: 'INITIATED' }], fault: null }];
    expect((await checkBooks(databases, told)).join('\n')).toMatch(
      /saw 1 INITIATED; its events say 1 INITIATED, 2 STOCK_VERIFYING/,
    );
  });
});

describe('the check of the audit store', () => {
  /** All events of a context, as the audit store keeps them: in an order, changed by the test. */
  async function store(change: (rows: object[]) => object[]): Promise<string[]> {
    let seq = 0;
    for (const source of CONTEXT_NAMES) {
      const { rows } = await databases[source].query<object>('SELECT * FROM event ORDER BY position');
      for (const row of source === 'catalog' ? change(rows) : rows)
        await databases.audit.query(
          `INSERT INTO audit_event (seq, recorded_at, source, source_position, body, hash, event_id, type, stream_id, stream_type, stream_version, occurred_at)
           SELECT $1, now(), $2, e.position, '', '', e.event_id, e.type, e.stream_id, e.stream_type, e.stream_version, e.occurred_at
             FROM jsonb_to_record($3) AS e(position bigint, event_id uuid, type text, stream_id uuid, stream_type text, stream_version int, occurred_at timestamptz)`,
          [++seq, source, JSON.stringify(row)],
        );
    }
    return checkAudit(databases);
  }

  it('finds nothing when all is there', async () => expect(await store((rows) => rows)).toEqual([]));
  it('finds an event that never came', async () =>
    expect((await store((rows) => rows.slice(1))).join()).toMatch(/is not in the audit store/));
  it('finds one that came twice', async () =>
    expect((await store((rows) => [...rows, ...rows.slice(-1)])).join()).toMatch(/twice/));
  it('finds a stream in another order', async () =>
    expect((await store((rows) => rows.reverse())).join()).toMatch(/was stored behind/));
});
