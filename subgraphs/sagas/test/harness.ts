import { randomUUID } from 'node:crypto';
import { sagaStream, type OpenSaleAnswer, type SaleOrder } from '@comptoir/contracts';
import { openPool, withClient, type Pool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7, type Actor, type Role } from '@comptoir/kit';
import { memoryBus, type LiveMessage } from '@comptoir/live';
import { openQueues } from '@comptoir/messaging';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { eventually } from '@comptoir/testing';
import { freshDatabase } from '@comptoir/testing/database';
import { graphql, parse, subscribe, type ExecutionResult, type GraphQLError } from 'graphql';
import { buildSagas } from '../src/app.ts';
import { buildSagaEngine, type EngineConfig } from '../src/application/engine.ts';
import { allSagas } from '../src/domain/sagas/all.ts';
import { createAnnounce } from '../src/infrastructure/announce.ts';
import { postgresSagaStore } from '../src/infrastructure/saga-store.ts';
import { sagasTelemetry } from '../src/telemetry/events.ts';
import { buildSagasWorker } from '../src/worker.ts';
import { aCatalogue, scriptedPorts } from './ports.ts';

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & { __typename?: string };
export type Answer = { data: Record<string, Loose | null>; errors: readonly GraphQLError[] };
export type SagaRow = {
  id: string;
  state: string;
  version: number;
  streamVersion: number;
  parked: boolean;
  done: boolean;
  error: string | null;
};

/** Somebody who asks the subgraph, as the gateway would have verified them. */
export type TestPerson = {
  id: string;
  ask(query: string, variables?: object): Promise<Answer>;
  /** The one root field's value; throws on any error. */
  value(query: string, variables?: object): Promise<Loose>;
  subscribe(query: string, variables?: object): Promise<AsyncGenerator<ExecutionResult<Record<string, Loose>>>>;
  /** Checks out and answers the id of the saga. */
  buy(input?: object): Promise<string>;
};

const FINAL = ['SALE_CONFIRMED', 'REFUND_COMPLETED', 'COMPENSATED', 'FAILED'];

/** The subgraph and a worker on a database and queues of their own. The worker is started by those tests that want one. */
export async function startSagas({
  demo = true,
  timing = {},
}: { demo?: boolean; timing?: Partial<EngineConfig> } = {}) {
  const database = await freshDatabase('sagas');
  const log = createLogger('sagas-test', 'silent');
  const service = 'sagas-test';
  const pool = openPool({ url: database.url, context: 'sagas', max: 8, service, log });
  const bus = memoryBus();
  const woken: LiveMessage[] = [];
  bus.subscribe('events', (messages) => void woken.push(...messages));
  const redisUrl = process.env.TEST_REDIS_URL ?? null;
  const prefix = `test-${randomUUID()}`;
  const queues = await openQueues({ redisUrl, postgresUrl: redisUrl ? null : database.ownerUrl, service, log, prefix });
  const base = { pool, bus, queues, log, service, demo };

  const stores = { open: uuidv7(), closed: uuidv7(), other: uuidv7() };
  const products = { tea: uuidv7(), pot: uuidv7(), old: uuidv7() };
  const catalogue = aCatalogue(stores, products);
  const ports = scriptedPorts();
  const opened: SaleOrder[] = [];
  const sales = { openFails: false };
  const openSale = async (order: SaleOrder): Promise<OpenSaleAnswer> => {
    if (sales.openFails) throw new Error('Sales are away.');
    return { saleId: order.saleId, number: opened.push(order) };
  };
  const config = { ...base, ports: { quote: catalogue.quote, openSale } };
  const sagas = buildSagas(config);
  const newWorker = (more: Partial<EngineConfig> = {}) => buildSagasWorker(base, ports, { ...timing, ...more });
  /** An engine without a worker around it: it does what the test tells it to. */
  const newEngine = (more: Partial<EngineConfig> = {}) =>
    buildSagaEngine({
      ...{
        store: postgresSagaStore(pool),
        definitions: allSagas(ports),
        announce: createAnnounce(bus),
        telemetry: sagasTelemetry(service, log),
      },
      ...timing,
      ...more,
    });
  const running: { stop(): Promise<void> }[] = [];

  function person(role: Role | null = 'CLIENT', storeIds: string[] = []): TestPerson {
    const id = uuidv7();
    const actor: Actor | null = role && { sub: id, role, storeIds, sessionId: uuidv7() };
    const contextValue = () => {
      const cookie = { refreshToken: null, setRefreshToken: () => undefined };
      const request: SubgraphRequest = {
        actor,
        trace: newTrace(),
        client: { address: '192.0.2.7', userAgent: 'jest' },
        cookie,
      };
      return sagas.context(request);
    };
    const self: TestPerson = {
      id,
      async ask(source, variables = {}) {
        const result = await graphql({
          schema: sagas.schema,
          source,
          variableValues: { ...variables },
          contextValue: contextValue(),
        });
        return { data: JSON.parse(JSON.stringify(result.data ?? {})) as Answer['data'], errors: result.errors ?? [] };
      },
      async value(query, variables) {
        const { data, errors } = await self.ask(query, variables);
        if (errors.length > 0)
          throw new Error(`${query}\n→ ${errors.map((e) => e.originalError?.stack ?? e.stack).join('\n')}`);
        return Object.values(data)[0] as Loose;
      },
      async subscribe(query, variables = {}) {
        const args = {
          schema: sagas.schema,
          document: parse(query),
          variableValues: { ...variables },
          contextValue: contextValue(),
        };
        const result = await subscribe(args);
        if (Symbol.asyncIterator in result) return result as AsyncGenerator<ExecutionResult<Record<string, Loose>>>;
        throw new Error(JSON.stringify(result.errors?.map((e) => e.extensions.code ?? e.message)));
      },
      async buy(input = {}) {
        const answer = await self.value(CHECKOUT, { input: cart(input) });
        if (!answer.saga) throw new Error(`Refused: ${JSON.stringify(answer)}`);
        return String(answer.saga.id);
      },
    };
    return self;
  }

  const cart = (input: object = {}) => ({
    ...{ storeId: stores.open, lines: [{ productId: products.tea, quantity: 2 }], idempotencyKey: randomUUID() },
    payment: { method: 'CARD', token: 'tok_approved' },
    ...input,
  });

  async function row(id: string): Promise<SagaRow> {
    const { rows } = await pool.query<SagaRow>(
      `SELECT id, state, version, stream_version AS "streamVersion", parked, done, error FROM saga WHERE id = $1`,
      [id],
    );
    if (!rows[0]) throw new Error(`No saga ${id}`);
    return rows[0];
  }

  return {
    ...{
      sagas,
      pool,
      bus,
      queues,
      prefix,
      woken,
      stores,
      products,
      catalogue,
      ports,
      opened,
      sales,
      base,
      config,
      person,
      cart,
      row,
      newWorker,
      newEngine,
    },
    /** A worker that waits for wakes, until the system is disposed of. */
    async work(more: Partial<EngineConfig> = {}) {
      const worker = newWorker(more);
      const started = await worker.start();
      running.push(started);
      return { worker, ...started };
    },
    /** As the owner of the tables, whom the rights of the application do not bind. */
    asOwner: (sql: string, values: unknown[] = []) =>
      withClient(database.ownerUrl, (owner) => owner.query(sql, values)),
    /** Tables that a test needs beside those of the migrations. */
    createTables: (sql: string) =>
      withClient(
        database.ownerUrl,
        async (owner) =>
          void (await owner.query(`${sql}; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO sagas_app`)),
      ),
    events: (id: string) => eventsOf(pool, id),
    /** The saga once it has ended or waits for a person. */
    rest: (id: string) =>
      eventually(
        async () => {
          const saga = await row(id);
          return (saga.done || saga.parked) && saga;
        },
        { what: `the end of saga ${id}` },
      ),
    async dispose() {
      for (const one of running) await one.stop();
      await queues.close();
      await sagas.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestSagas = Awaited<ReturnType<typeof startSagas>>;
type StoredEvent = sagaStream.SagaStreamEvent & { streamVersion: number; metadata: Loose };

async function eventsOf(pool: Pool, streamId: string): Promise<StoredEvent[]> {
  const { rows } = await pool.query<StoredEvent>(
    'SELECT type, data, metadata, stream_version AS "streamVersion" FROM event WHERE stream_id = $1 ORDER BY stream_version',
    [streamId],
  );
  return rows;
}

/** The states that the events tell of, in order. Throws when versions of states or events are not 1, 2, 3 … */
export function statesIn(events: readonly StoredEvent[]): string[] {
  const transitions = events.flatMap(({ data }) => data.transitions);
  const versions = transitions.map(({ version }) => version);
  const expected = versions.map((_, i) => i + 1);
  if (JSON.stringify(versions) !== JSON.stringify(expected)) throw new Error(`Versions of states: ${versions.join()}`);
  const streamVersions = events.map(({ streamVersion }) => streamVersion);
  if (streamVersions.some((version, i) => version !== i + 1))
    throw new Error(`Versions of events: ${streamVersions.join()}`);
  return transitions.map(({ state }) => state);
}

export const foldOf = (events: readonly StoredEvent[]) =>
  events.reduce<sagaStream.SagaFold | null>(sagaStream.apply, sagaStream.initial);
export const isFinal = (state: string): boolean => FINAL.includes(state);

/** Something that lets nobody through until it is opened. */
export function gate() {
  let open = () => {};
  const passed = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
  return { open, passed };
}

const PROBLEM =
  '... on Problem { code message } ... on ValidationProblem { fields { path message } } ... on NotFoundProblem { id }';
const SAGA =
  'saga { id type definitionVersion state parked parkedReason cancelRequested version correlationId createdAt updatedAt completedAt error errorMessage sale { id } user { id } }';

export const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename
  ... on CheckoutSuccess { ${SAGA} sale { id } } ${PROBLEM}
  ... on PriceChangedProblem { currentTotal { amountMinor currency } } ... on StoreClosedProblem { store { id } } } }`;
export const CANCEL = `mutation ($input: CancelSagaInput!) { cancelSaga(input: $input) { __typename
  ... on CancelSagaSuccess { ${SAGA} } ... on Problem { code message } ... on SagaNotCancellableProblem { state } } }`;
export const RESUME = `mutation ($input: ResumeSagaInput!) { resumeSaga(input: $input) { __typename
  ... on ResumeSagaSuccess { ${SAGA} } ... on Problem { code message } ... on SagaNotParkedProblem { state } } }`;
