/** What the engine itself costs: drains a backlog of sales with step ports that only answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@comptoir/service-kit';
import { drain, type DrainResult } from './drain-run.ts';

const USAGE = `npm run bench:sagas -- [--url <server>] [--orders 10000] [--chunks 1,128] [--loops 2] [--declined 0]

Drains a backlog of sales with step ports that only answer: what the engine itself costs, from empty tables, once a chunk
size, and how many times more the largest chunk does.
  --url       the PostgreSQL server to use; a throw-away one is started where it is not said
  --chunks    how many sagas are taken up at a time, one run each
  --declined  which share of the payments is declined, 0 to 1`;

const { values } = commandLine({
  usage: USAGE,
  options: {
    url: { type: 'string' },
    orders: { type: 'string', default: '10000' },
    chunks: { type: 'string', default: '1,128' },
    loops: { type: 'string', default: '2' },
    declined: { type: 'string', default: '0' },
  },
});
const chunks = values.chunks.split(',').map(Number);
const [orders, loops, declined] = [Number(values.orders), Number(values.loops), Number(values.declined)];

const server = values.url ? { adminUrl: values.url, stop: async () => undefined } : await throwAwayServer();
try {
  const results: DrainResult[] = [];
  for (const chunk of chunks) {
    // One by one is slow: a tenth of the orders tell as much.
    const result = await drain({
      adminUrl: server.adminUrl,
      orders: chunk === 1 ? Math.ceil(orders / 10) : orders,
      chunk,
      loops,
      declined,
    });
    results.push(result);
    report(result);
  }
  const rates = results.map(({ perSecond }) => perSecond);
  write(
    `chunks of ${chunks.at(-1)} drain ${((rates.at(-1) ?? 0) / (rates[0] ?? 1)).toFixed(1)} times as many as chunks of ${chunks[0]}`,
  );
} finally {
  await server.stop();
}

function report({ orders, chunk, loops, declined, perSecond, nodeMs, statements, hotShare, ends }: DrainResult): void {
  write(`chunk ${chunk}, ${loops} loops, ${orders} orders, ${declined * 100} % declined`);
  write(`  ${Math.round(perSecond)} orders/s, node ${nodeMs.toFixed(3)} ms CPU an order, ${hotShare} % of updates HOT`);
  for (const [name, { ms, calls }] of statements)
    write(
      `  ${name}: ${calls} statements, ${(ms / calls).toFixed(2)} ms each, ${(ms / orders).toFixed(3)} ms an order`,
    );
  for (const { state, count, version, events } of ends)
    write(`  ${state}: ${count} sagas, ${version} states and ${events} events each`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The server that `npm start` uses, durable as there. By address: a benchmark may use it, contexts know nothing of it. */
async function throwAwayServer(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const { startPostgres } = await import(new URL('../../../system/src/local/postgres.ts', import.meta.url).href);
  const dataDir = mkdtempSync(join(tmpdir(), 'comptoir-drain-'));
  const { adminUrl, stop } = await startPostgres({ dataDir });
  return {
    adminUrl,
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
