import { randomUUID } from 'node:crypto';
import type { EventEnvelope, EventMetadata } from '@comptoir/contracts';
import { inTransaction, openPool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7, type Actor, type Role } from '@comptoir/kit';
import { memoryBus } from '@comptoir/live';
import type { Queues, WorkerBase } from '@comptoir/messaging';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { graphql, parse, subscribe, type ExecutionResult, type GraphQLError } from 'graphql';
import { buildNotifications } from '../src/app.ts';
import { buildNotificationsWorker } from '../src/worker.ts';

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & { __typename?: string };
export type Answer = { data: Loose; errors: readonly GraphQLError[] };

export type TestPerson = {
  id: string;
  ask(query: string, variables?: object): Promise<Answer>;
  /** The one root field's value. */
  value(query: string, variables?: object): Promise<Loose>;
  follow(query: string): Promise<AsyncGenerator<ExecutionResult>>;
};

export async function startNotifications() {
  const database = await freshDatabase('notifications');
  const log = createLogger('notifications-test', 'silent');
  const pool = openPool({ url: database.url, context: 'notifications', max: 5, service: 'notifications-test', log });
  const bus = memoryBus();
  // The worker adds no jobs of its own.
  const queues = {} as Queues;
  const base: WorkerBase = { pool, bus, queues, log, service: 'notifications-test', demo: false };
  const { schema, ...subgraph } = buildNotifications(base);
  const worker = buildNotificationsWorker(base);

  function person(role: Role | null = 'CLIENT'): TestPerson {
    const id = uuidv7();
    const actor: Actor | null = role && {
      sub: id,
      role,
      storeIds: role === 'MANAGER' ? [uuidv7()] : [],
      sessionId: uuidv7(),
    };
    const contextValue = () => {
      const request: SubgraphRequest = {
        actor,
        trace: newTrace(),
        client: { address: '192.0.2.7', userAgent: 'jest' },
        cookie: { refreshToken: null, setRefreshToken: () => undefined },
      };
      return subgraph.context(request);
    };
    const ask: TestPerson['ask'] = async (source, variables = {}) => {
      const result = await graphql({ schema, source, variableValues: { ...variables }, contextValue: contextValue() });
      return { data: JSON.parse(JSON.stringify(result.data ?? {})) as Loose, errors: result.errors ?? [] };
    };
    return {
      id,
      ask,
      async value(source, variables) {
        const { data, errors } = await ask(source, variables);
        if (errors[0]) throw errors[0];
        return Object.values(data)[0] as Loose;
      },
      async follow(source) {
        const stream = await subscribe({ schema, document: parse(source), contextValue: contextValue() });
        if (!(Symbol.asyncIterator in stream)) throw stream.errors?.[0];
        return stream as AsyncGenerator<ExecutionResult>;
      },
    };
  }

  return {
    pool,
    person,
    /** What the consumer does with one batch. */
    async deliver(...events: EventEnvelope[]): Promise<void> {
      const [handler] = worker.handlers;
      const afterCommit = await inTransaction(pool, async (client) => handler?.apply(client, events, 'sales'));
      afterCommit?.();
    },
    async dispose() {
      await worker.dispose();
      await subgraph.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestNotifications = Awaited<ReturnType<typeof startNotifications>>;

let number = 0;

/** An event of a sale of that person, as the relay hands it on. */
export function saleEvent(
  type: string,
  userId: string,
  { saleId = uuidv7(), source = 'sales' }: { saleId?: string; source?: EventMetadata['source'] } = {},
): EventEnvelope {
  number += 1;
  return {
    ...{
      position: number,
      eventId: uuidv7(),
      type,
      version: 1,
      streamId: saleId,
      streamType: 'sale',
      streamVersion: 1,
    },
    data: { number, userId, storeId: uuidv7(), totalMinor: 1_000, currency: 'CAD', message: 'The card was declined.' },
    metadata: { correlationId: randomUUID(), userId, source },
    occurredAt: new Date().toISOString(),
  };
}
