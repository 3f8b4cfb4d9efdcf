import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@comptoir/contracts';
import { inTransaction, openPool, withClient } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7, type ContextName, type Role } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import type { Queues, WorkerBase } from '@comptoir/messaging';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { graphql, parse, subscribe, type ExecutionResult, type GraphQLError } from 'graphql';
import { buildAudit, CONSUMING_CONTEXTS, type AuditConfig, type DeadLetterPort } from '../src/app.ts';
import { buildAuditWorker } from '../src/worker.ts';

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & { __typename?: string };
export type Answer = { data: Loose; errors: readonly GraphQLError[] };

const nothing: DeadLetterPort = {
  list: async () => [],
  replay: async () => ({ replayed: 0, failed: [], nextAfter: null }),
};

/** Unless a test says otherwise nobody has set anything aside. */
const nobodys = Object.fromEntries(CONSUMING_CONTEXTS.map((context) => [context, nothing]));

export async function startAudit({
  deadLetters = {},
  settings = {},
}: { deadLetters?: AuditConfig['deadLetters']; settings?: Partial<AuditConfig> } = {}) {
  const database = await freshDatabase('audit');
  const log = createLogger('audit-test', 'silent');
  const pool = openPool({ url: database.url, context: 'audit', max: 5, service: 'audit-test', log });
  const bus = memoryBus();
  // The worker adds no jobs of its own.
  const queues = {} as Queues;
  const base: WorkerBase = { pool, bus, queues, log, service: 'audit-test', demo: false };
  const audit = buildAudit({ ...base, deadLetters: { ...nobodys, ...deadLetters }, ...settings });
  const worker = buildAuditWorker({ ...base, ...settings });

  const contextOf = (role: Role | null) => {
    const actor = role && {
      sub: randomUUID(),
      role,
      storeIds: role === 'MANAGER' ? [randomUUID()] : [],
      sessionId: randomUUID(),
    };
    const request: SubgraphRequest = {
      actor,
      trace: newTrace(),
      client: { address: '192.0.2.7', userAgent: 'jest' },
      cookie: { refreshToken: null, setRefreshToken: () => undefined },
    };
    return audit.context(request);
  };

  async function ask(role: Role | null, source: string, variables: object = {}): Promise<Answer> {
    const result = await graphql({
      schema: audit.schema,
      source,
      variableValues: { ...variables },
      contextValue: contextOf(role),
    });
    return { data: JSON.parse(JSON.stringify(result.data ?? {})) as Loose, errors: result.errors ?? [] };
  }

  return {
    pool,
    worker,
    ask,
    /** The one root field's value, for an admin. */
    async value(source: string, variables?: object): Promise<Loose> {
      const { data, errors } = await ask('ADMIN', source, variables);
      if (errors[0]) throw errors[0];
      return Object.values(data)[0] as Loose;
    },
    async follow(role: Role | null, source: string, variables: object = {}) {
      const stream = await subscribe({
        schema: audit.schema,
        document: parse(source),
        variableValues: { ...variables },
        contextValue: contextOf(role),
      });
      if (!(Symbol.asyncIterator in stream)) throw stream.errors?.[0];
      return stream as AsyncGenerator<ExecutionResult>;
    },
    /** What the consumer does with one batch. */
    async deliver(events: readonly EventEnvelope[], source: ContextName = 'sales'): Promise<void> {
      const [handler] = worker.handlers;
      const afterCommit = await inTransaction(pool, async (client) => handler?.apply(client, events, source));
      afterCommit?.();
    },
    /** The lines of a file that the context makes. */
    async download(role: Role | null, name: string, question = ''): Promise<string[]> {
      const make = audit.downloads?.[name];
      if (!make) throw new Error(`No download "${name}".`);
      const { body } = await make(contextOf(role), new URLSearchParams(question));
      let text = '';
      for await (const part of body) text += part;
      return text.split('\n').slice(0, -1);
    },
    /** One turn of a periodic job. */
    async run(job: string): Promise<void> {
      const found = worker.periodic.find(({ name }) => name === job);
      if (!found) throw new Error(`No periodic job "${job}": ${worker.periodic.map(({ name }) => name).join()}.`);
      await found.run();
    },
    /** As the owner of the tables, whom the rights of the application do not bind. */
    asOwner: (...statements: string[]) =>
      withClient(database.ownerUrl, async (client) => {
        for (const statement of statements) await client.query(statement);
      }),
    async dispose() {
      await worker.dispose();
      await audit.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestAudit = Awaited<ReturnType<typeof startAudit>>;

/** Each event a second after the one before. */
export const FIRST_MOMENT = Date.UTC(2026, 2, 1, 12);
let position = 0;

/** Whose acts events are, unless a test says otherwise. */
const SOMEBODY = uuidv7();

/** Events of one stream, as the relay hands them on. */
export function eventsOf(
  count: number,
  {
    streamId = uuidv7(),
    streamType = 'sale',
    type = 'SaleConfirmed',
    from = 1,
    data = {},
    correlationId = String(randomUUID()),
    userId = SOMEBODY,
  } = {},
): EventEnvelope[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ position: ++position, eventId: uuidv7(), type, version: 1, streamId, streamType, streamVersion: from + i },
    data: { total: 100 + i, note: 'naïve 価格', ...data },
    metadata: { correlationId, userId, source: 'sales' },
    occurredAt: new Date(FIRST_MOMENT + position * 1_000).toISOString(),
  }));
}
