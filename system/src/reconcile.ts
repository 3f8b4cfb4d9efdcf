import { catalogBooks } from '@comptoir/catalog/worker';
import { openPool } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import { sagaBooks } from '@comptoir/sagas/worker';
import { buildSalesWorker, salesConfig } from '@comptoir/sales/worker';
import { commandLine, databaseUrl } from '@comptoir/service-kit';
import { createLogger } from '@comptoir/telemetry';
import { printed, reconcile, WINDOW_MS, type Report } from '@comptoir/workers';
import { environment, systemConfig } from './config.ts';
import { reachDatabases, type Reached } from './local/reach.ts';

const USAGE = `npm run reconcile -- [--all] [--repair] [--json]

Compares stock, holds, payments, sales and sagas from their databases and says where they disagree.
  --all     everything that ever was, not only what began, ended or changed in the last 25 hours and what is open
  --repair  mends what can be mended without a person; each repair leaves an event
  --json    for programs
Ends with 0 when the books agree, with 1 when differences are left, with 2 when they, or some of them, could not be compared.`;

const ASSUMED = `These databases were named by their addresses, so they are judged as those of a system that runs. When it is stopped,
SAGA_STANDS_STILL, HOLD_OVERDUE and approvals without a saga only tell that it is: start it before you mend them.`;

/** In a system that is stopped, what is open waits for its next start. */
const ASLEEP = { graceMs: Infinity, standstillMs: Infinity };

type Wishes = { all?: boolean; repair?: boolean };

/** Compares the books in these databases. */
async function compare({ env, runs }: Reached, { all, repair = false }: Wishes): Promise<Report> {
  const service = 'reconcile';
  const log = createLogger(service, 'silent');
  // Nobody listens here: subscribers and relays of a running system see what was mended at their next look.
  const bus = memoryBus();
  const open = (context: ContextName) => {
    const pool = openPool({ url: databaseUrl(env, context), context, max: 2, service, log });
    return { pool, bus, log, service, demo: false };
  };
  const [catalog, sales, sagas] = [open('catalog'), open('sales'), open('sagas')];
  const salesWorker = buildSalesWorker({ ...sales, ...salesConfig(env) });
  const books = {
    ...{ catalog: catalogBooks(catalog), sagas: sagaBooks(sagas) },
    ...{ sales: salesWorker.books, steps: salesWorker.steps },
  };
  try {
    return await reconcile(books, {
      repair,
      ...(!all && { sinceMs: WINDOW_MS }),
      ...(runs === false && { patience: ASLEEP }),
    });
  } finally {
    await salesWorker.dispose();
    await Promise.all([catalog, sales, sagas].map(({ pool }) => pool.end()));
  }
}

async function run(): Promise<number> {
  const boolean = { type: 'boolean' } as const;
  const { values: wanted } = commandLine({
    usage: USAGE,
    options: { all: boolean, repair: boolean, json: boolean },
  });
  let started: Reached | null = null;
  // What was started for us is stopped again, whoever interrupts; what is about to start ends with this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void Promise.resolve(started?.release()).finally(() => process.exit(2)));
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const reached = (started = await reachDatabases(systemConfig(environment), tell));
  try {
    const report = await compare(reached, wanted);
    // Beside the report, which programs read.
    if (reached.runs === null) process.stderr.write(`${ASSUMED}\n`);
    process.stdout.write(`${wanted.json ? JSON.stringify(report, null, 2) : printed(report)}\n`);
    if (report.failed.length > 0) return 2;
    return report.findings.some(({ outcome }) => outcome === 'left') ? 1 : 0;
  } finally {
    await reached.release();
  }
}

process.exitCode = await run().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return 2;
});
