/**
 * Drains a backlog of sales with step ports that only answer: what the engine itself costs, from empty tables.
 * Run: npm run bench:drain --workspace @comptoir/sagas -- --url <empty database> [--orders 10000] [--chunk 128] [--loops 2] [--declined 0]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { SaleOrder, SetStep, StepAnswer } from '@comptoir/contracts';
import { openPool, type Pool } from '@comptoir/database';
import { chunksOf, uuidv7 } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { createLogger } from '@comptoir/telemetry';
import { buildSagaEngine } from '../src/application/engine.ts';
import { saleSaga } from '../src/domain/sagas/sale.ts';
import { acceptSagas } from '../src/infrastructure/accept.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    orders: { type: 'string', default: '10000' },
    chunk: { type: 'string', default: '128' },
    loops: { type: 'string', default: '2' },
    declined: { type: 'string', default: '0' },
  },
});
if (!values.url) throw new Error('Pass --url postgresql://…: an empty database that may be filled.');
const [orders, chunk, loops] = [Number(values.orders), Number(values.chunk), Number(values.loops)];
const declinedShare = Number(values.declined);

const log = createLogger('drain', 'warn');
const pool = openPool({ url: values.url, context: 'sagas', max: loops + 2, service: 'drain', log });
const migration = new URL('../prisma/migrations/20261124090000_sagas/migration.sql', import.meta.url);
await pool.query(readFileSync(migration, 'utf8'));

const spent = new Map<string, { ms: number; calls: number }>();
const timed = timeStatements(pool, spent);
const ports = answeringPorts(declinedShare);
const saga = saleSaga(ports);
const engine = buildSagaEngine({ pool: timed, definitions: [saga], bus: memoryBus(), log, service: 'drain' });

for (const part of chunksOf(Array.from({ length: orders }, anOrder), 500))
  await acceptSagas(timed, saga, part.map((order) => ({ order, idempotencyKey: order.sagaId })));
const accepted = report('accept', orders);

const cpuBefore = process.cpuUsage();
const start = performance.now();
await Promise.all(Array.from({ length: loops }, drain));
const seconds = (performance.now() - start) / 1_000;
const cpu = process.cpuUsage(cpuBefore);
const { rows } = await pool.query<{ state: string; count: number; version: number; events: number }>(
  'SELECT state, count(*), max(version) AS version, max(stream_version) AS events FROM saga GROUP BY state',
);
const hot = await pool.query<{ share: number }>(
  `SELECT round(100.0 * n_tup_hot_upd / nullif(n_tup_upd, 0), 1)::float8 AS share FROM pg_stat_user_tables WHERE relname = 'saga'`,
);
write(`${orders} orders, chunk ${chunk}, ${loops} loops, ${declinedShare * 100} % declined`);
write(`${Math.round(orders / seconds)} orders/s, node ${((cpu.user + cpu.system) / 1_000 / orders).toFixed(3)} ms CPU an order`);
write(accepted);
for (const name of ['claim', 'advance']) write(report(name, orders));
write(`HOT updates ${hot.rows[0]?.share} %`);
for (const row of rows) write(`${row.state}: ${row.count} sagas, ${row.version} states, ${row.events} events each`);
await pool.end();

async function drain(): Promise<void> {
  while ((await engine.runOnce(chunk)).claimed > 0);
}

function report(name: string, count: number): string {
  const { ms, calls } = spent.get(name) ?? { ms: 0, calls: 0 };
  return `${name}: ${calls} statements, ${(ms / Math.max(calls, 1)).toFixed(2)} ms each, ${(ms / count).toFixed(3)} ms an order`;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

function anOrder(): SaleOrder {
  const line = () => ({ lineId: uuidv7(), productId: uuidv7(), productName: 'A thing to buy', quantity: 1, unitPriceMinor: 499 });
  return {
    ...{ sagaId: uuidv7(), saleId: uuidv7(), reservationId: uuidv7(), paymentId: uuidv7(), userId: uuidv7(), storeId: uuidv7() },
    ...{ kind: 'SALE', lines: [line(), line()], totalMinor: 998, currency: 'CAD', simulate: null, correlationId: uuidv7() },
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

function timeStatements(inner: Pool, sums: typeof spent): Pool {
  const names: [RegExp, string][] = [[/^\s*WITH waiting/, 'claim'], [/^\s*WITH step/, 'advance'], [/^\s*WITH asked/, 'accept']];
  const query = async (text: string, parameters?: unknown[]) => {
    const name = names.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
    const before = performance.now();
    const result = await inner.query(text, parameters);
    const sum = sums.get(name) ?? { ms: 0, calls: 0 };
    sums.set(name, { ms: sum.ms + performance.now() - before, calls: sum.calls + 1 });
    return result;
  };
  return new Proxy(inner, { get: (target, key) => (key === 'query' ? query : Reflect.get(target, key)) });
}
