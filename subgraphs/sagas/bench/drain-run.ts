import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { SaleOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import { migrate, openPool, withClient, type Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import { createLogger } from '@comptoir/telemetry';
import type { saleSaga } from '../src/domain/sagas/sale.ts';
import { openEngine } from './open-engine.ts';

export type DrainOptions = { adminUrl: string; orders: number; chunk: number; loops: number; declined: number };
export type DrainResult = Omit<DrainOptions, 'adminUrl'> & {
  perSecond: number;
  /** CPU of this process an order. */
  nodeMs: number;
  /** Wall time of the statements, by name. */
  statements: Map<string, { ms: number; calls: number }>;
  hotShare: number;
  ends: { state: string; count: number; version: number; events: number }[];
};

const STATEMENTS: [RegExp, string][] = [
  [/^\s*WITH waiting/, 'claim'],
  [/^\s*WITH step/, 'advance'],
  [/^\s*WITH asked/, 'accept'],
];
const migrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Accepts a backlog in a database of its own and drains it. */
export async function drain(options: DrainOptions): Promise<DrainResult> {
  const database = `drain_${randomUUID().slice(0, 8)}`;
  await withClient(options.adminUrl, (admin) => admin.query(`CREATE DATABASE ${database}`));
  const url = new URL(options.adminUrl);
  url.pathname = `/${database}`;
  const log = createLogger('drain', 'warn');
  const pool = openPool({ url: url.href, context: 'sagas', max: options.loops + 2, service: 'drain', log });
  try {
    await migrate(url.href, migrations);
    return await run(pool, options);
  } finally {
    await pool.end();
    await withClient(options.adminUrl, (admin) => admin.query(`DROP DATABASE ${database} WITH (FORCE)`));
  }
}

async function run(pool: Pool, { orders, chunk, loops, declined }: DrainOptions): Promise<DrainResult> {
  const statements: DrainResult['statements'] = new Map();
  const timed = timeStatements(pool, statements);
  const engine = openEngine(timed, answeringPorts(declined));
  await engine.accept(Array.from({ length: orders }, anOrder));

  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await engine.drain(chunk, loops);
  const seconds = (performance.now() - start) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  // Figures of updates are reported by each connection when it is idle for a second, or asked to.
  await pool.query('SELECT pg_stat_force_next_flush()');
  const ends = await pool.query<DrainResult['ends'][number]>(
    'SELECT state, count(*), max(version) AS version, max(stream_version) AS events FROM saga GROUP BY state',
  );
  const hot = await pool.query<{ share: number }>(
    `SELECT round(100.0 * n_tup_hot_upd / nullif(n_tup_upd, 0), 1)::float8 AS share FROM pg_stat_user_tables WHERE relname = 'saga'`,
  );
  return {
    ...{ orders, chunk, loops, declined, statements, ends: ends.rows, hotShare: hot.rows[0]?.share ?? 0 },
    perSecond: orders / seconds,
    nodeMs: (cpu.user + cpu.system) / 1_000 / orders,
  };
}

function anOrder(): SaleOrder {
  const line = () => ({
    lineId: uuidv7(),
    productId: uuidv7(),
    productName: 'A thing to buy',
    quantity: 1,
    unitPriceMinor: 499,
  });
  return {
    ...{
      sagaId: uuidv7(),
      saleId: uuidv7(),
      reservationId: uuidv7(),
      paymentId: uuidv7(),
      userId: uuidv7(),
      storeId: uuidv7(),
    },
    ...{
      kind: 'SALE',
      lines: [line(), line()],
      totalMinor: 998,
      currency: 'CAD',
      simulate: null,
      correlationId: uuidv7(),
    },
    payment: { method: 'CARD', token: 'tok_approved' },
    traceparent: null,
  };
}

function answeringPorts(declined: number): Parameters<typeof saleSaga>[0] {
  const done: StepAnswer = { outcome: 'done' };
  const no: StepAnswer = { outcome: 'refused', code: 'DECLINED', message: 'Declined.' };
  const yes: SetStep<SaleOrder> = async (calls) => new Map(calls.map(({ sagaId }) => [sagaId, done]));
  const capturePayment: SetStep<SaleOrder> = async (calls) =>
    new Map(calls.map(({ sagaId }) => [sagaId, Math.random() < declined ? no : done]));
  return {
    catalog: { verifyStock: yes, reserveStock: yes, releaseStock: yes, confirmReservation: yes },
    sales: { openSales: yes, capturePayment, refundPayment: yes, confirmSale: yes, cancelSale: yes },
  };
}

function timeStatements(inner: Pool, sums: DrainResult['statements']): Pool {
  const query = async (text: string, parameters?: unknown[]) => {
    const name = STATEMENTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
    const before = performance.now();
    const result = await inner.query(text, parameters);
    const sum = sums.get(name) ?? { ms: 0, calls: 0 };
    sums.set(name, { ms: sum.ms + performance.now() - before, calls: sum.calls + 1 });
    return result;
  };
  return new Proxy(inner, { get: (target, key) => (key === 'query' ? query : Reflect.get(target, key)) });
}
