import { randomUUID } from 'node:crypto';
import type { SaleOrder, SalesSaleSteps, StepAnswer } from '@comptoir/contracts';
import { parseEventData, saleStream, type EventType } from '@comptoir/contracts';
import { openPool, withClient } from '@comptoir/database';
import { uuidv7, type Actor, type Role } from '@comptoir/kit';
import { memoryBus, type LiveMessage } from '@comptoir/live';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { graphql, parse, subscribe, type ExecutionResult, type GraphQLError } from 'graphql';
import { buildSales } from '../src/app.ts';
import type { Deps } from '../src/application/ports.ts';
import type { CategoriesOf } from '../src/application/queries/figures.ts';
import { saleOf } from '../src/domain/sale.ts';
import { composeDeps } from '../src/compose.ts';
import { buildSalesWorker } from '../src/worker.ts';

type Line = { quantity: number; unitPriceMinor: number };
type Wish = Partial<Omit<SaleOrder, 'lines' | 'payment'>> & {
  token?: string | null;
  method?: SaleOrder['payment']['method'];
  lines?: Line[];
};

/** An order as checkout would freeze it: one line of 15 dollars, paid by a good card. */
export function anOrder({
  token = 'tok_approved',
  method = 'CARD',
  lines = [{ quantity: 1, unitPriceMinor: 1_500 }],
  ...rest
}: Wish = {}): SaleOrder {
  return {
    ...{ sagaId: uuidv7(), saleId: uuidv7(), reservationId: uuidv7(), paymentId: uuidv7() },
    ...{ userId: randomUUID(), storeId: randomUUID(), kind: 'SALE', currency: 'CAD', simulate: null },
    ...{ correlationId: randomUUID(), traceparent: null },
    lines: lines.map((line, i) => ({
      lineId: uuidv7(),
      productId: randomUUID(),
      productName: `Product ${i + 1}`,
      ...line,
    })),
    totalMinor: lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0),
    payment: { method, token },
    ...rest,
  };
}

export const anActor = (role: Role, storeIds: string[] = [], sub: string = randomUUID()): Actor => ({
  sub,
  role,
  storeIds,
  sessionId: randomUUID(),
});

export type StepName = keyof SalesSaleSteps;

export async function startSales(
  overrides: Partial<Deps> = {},
  /** What the catalogue says of products; nothing unless said. */
  categoriesOf: CategoriesOf = async () => [],
) {
  const database = await freshDatabase('sales');
  const log = createLogger('sales-test', 'silent');
  const pool = openPool({ url: database.url, context: 'sales', max: 8, service: 'sales-test', log });
  const bus = memoryBus();
  const published: LiveMessage[] = [];
  bus.subscribe('sale', (messages) => void published.push(...messages));
  const config = { pool, bus, log, service: 'sales-test', demo: true };
  const sales = buildSales({ ...config, ports: { categoriesOf } }, overrides);
  const deps = composeDeps(config, overrides);
  const worker = buildSalesWorker({ ...config, queues: null as never }, overrides);

  const contextOf = (actor: Actor | null) =>
    sales.context({
      actor,
      trace: newTrace(),
      client: { address: '192.0.2.7', userAgent: 'jest' },
      cookie: { refreshToken: null, setRefreshToken: () => {} },
    });

  /** Runs a step for these orders; the answers in their order. */
  async function run(step: StepName, ...orders: SaleOrder[]): Promise<StepAnswer[]> {
    const answers = await worker.steps[step](orders.map((input) => ({ sagaId: input.sagaId, input })));
    return orders.map(({ sagaId }) => answers.get(sagaId) ?? fail(`No answer for saga ${sagaId}`));
  }

  async function ask(actor: Actor | null, query: string, variables: object = {}) {
    const result = await graphql({
      schema: sales.schema,
      source: query,
      variableValues: { ...variables },
      contextValue: contextOf(actor),
    });
    return { data: JSON.parse(JSON.stringify(result.data ?? null)) as Loose, codes: codesOf(result.errors ?? []) };
  }

  /** The events of a sale, each parsed by its schema. */
  async function events({ saleId }: SaleOrder): Promise<{ type: EventType; data: Record<string, unknown> }[]> {
    const { rows } = await pool.query<{ type: EventType; data: unknown; stream_version: number }>(
      'SELECT type, data, stream_version FROM event WHERE stream_id = $1 ORDER BY position',
      [saleId],
    );
    rows.forEach(
      ({ stream_version }, i) =>
        stream_version === i + 1 || fail(`Stream ${saleId} has a gap before ${stream_version}`),
    );
    return rows.map(({ type, data }) => ({ type, data: parseEventData(type, data) }));
  }

  return {
    sales,
    worker,
    deps,
    pool,
    bus,
    published,
    /** Another worker on the same books, some of whose ports do something else. */
    workerWith: (ports: Partial<Deps>) => buildSalesWorker({ ...config, queues: null as never }, ports),
    contextOf,
    run,
    ask,
    events,
    eventTypes: async (order: SaleOrder) => (await events(order)).map(({ type }) => type),
    /** The sale as its events tell it. */
    async folded(order: SaleOrder) {
      const fold = (await events(order)).reduce<saleStream.SaleFold | null>(
        (sale, event) => saleStream.apply(sale, event as never),
        null,
      );
      return fold && saleOf(order.saleId, fold);
    },
    /** Money that the provider moved for this payment, in order. */
    async ledger({ paymentId }: SaleOrder): Promise<number[]> {
      const { rows } = await pool.query<{ amount: number }>(
        `SELECT e.amount_minor AS amount FROM provider.entry e JOIN provider.charge c ON c.id = e.charge_id WHERE c.key = $1 ORDER BY e.id`,
        [paymentId],
      );
      return rows.map(({ amount }) => amount);
    },
    async payment({ saleId }: SaleOrder): Promise<string> {
      const { rows } = await pool.query<{ state: string }>('SELECT state FROM payment WHERE sale_id = $1', [saleId]);
      return rows[0]?.state ?? 'NONE';
    },
    async open(actor: Actor | null, query: string, variables: object = {}) {
      const stream = await subscribe({
        schema: sales.schema,
        document: parse(query),
        variableValues: { ...variables },
        contextValue: contextOf(actor),
      });
      if (!(Symbol.asyncIterator in stream)) return { codes: codesOf(stream.errors ?? []), stream: null };
      return { codes: [], stream: stream as AsyncGenerator<ExecutionResult> };
    },
    /** As the owner of the tables, whom the rights of the application do not bind. */
    asOwner: (sql: string, values: unknown[] = []) =>
      withClient(database.ownerUrl, (owner) => owner.query(sql, values)),
    async dispose() {
      await sales.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestSales = Awaited<ReturnType<typeof startSales>>;

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & Loose[];

const codesOf = (errors: readonly GraphQLError[]): unknown[] =>
  errors.map((error) => error.extensions.code ?? error.stack);

function fail(message: string): never {
  throw new Error(message);
}
