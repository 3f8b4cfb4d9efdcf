import { openPool } from '@comptoir/database';
import type { SubgraphRequest } from '@comptoir/graphql-kit';
import { uuidv7, type Actor, type Role } from '@comptoir/kit';
import { createLogger, newTrace } from '@comptoir/telemetry';
import { freshDatabase } from '@comptoir/testing/database';
import { graphql, type GraphQLError } from 'graphql';
import { buildComplaints } from '../src/app.ts';

/** Loose JSON of an answer, for expectations. */
export type Loose = { [field: string]: Loose } & { __typename?: string };
export type Answer = { data: Loose; errors: readonly GraphQLError[] };

export type TestPerson = {
  id: string;
  ask(query: string, variables?: object): Promise<Answer>;
  /** The one root field's value. */
  value(query: string, variables?: object): Promise<Loose>;
};

export type TestComplaint = {
  customerId: string;
  storeId?: string | null;
  saleId?: string | null;
  assigneeId?: string | null;
  status?: string;
  category?: string;
  priority?: string;
  createdAt?: Date;
  updatedAt?: Date;
};

export async function startComplaints() {
  const database = await freshDatabase('complaints');
  const log = createLogger('complaints-test', 'silent');
  const pool = openPool({ url: database.url, context: 'complaints', max: 5, service: 'complaints-test', log });
  const { schema, ...subgraph } = buildComplaints({ pool, log, service: 'complaints-test' });

  const began = Date.now();
  let made = 0;

  function person(role: Role | null = 'CLIENT', storeIds: string[] = []): TestPerson {
    const id = uuidv7();
    const actor: Actor | null = role && { sub: id, role, storeIds, sessionId: uuidv7() };
    const ask: TestPerson['ask'] = async (source, variables = {}) => {
      const request: SubgraphRequest = {
        actor,
        trace: newTrace(),
        client: { address: '192.0.2.7', userAgent: 'jest' },
        cookie: { refreshToken: null, setRefreshToken: () => undefined },
      };
      const result = await graphql({
        schema,
        source,
        variableValues: { ...variables },
        contextValue: subgraph.context(request),
      });
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
    };
  }

  return {
    pool,
    person,
    /** A complaint as the list reads it; answers its id. */
    async aComplaint(wanted: TestComplaint): Promise<string> {
      // Each a millisecond after the one before, so that they have an order.
      const moment = began + ++made;
      const id = uuidv7(moment);
      const {
        customerId,
        storeId = null,
        saleId = null,
        assigneeId = null,
        status = 'OPEN',
        category = 'OTHER',
        priority = 'MEDIUM',
      } = wanted;
      const createdAt = wanted.createdAt ?? new Date(moment);
      await pool.query(
        `INSERT INTO complaint (id, customer_id, store_id, sale_id, assignee_id, status, category, priority, title, description, version, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'It broke', 'On the first day.', 1, $9, $10)`,
        [
          id,
          customerId,
          storeId,
          saleId,
          assigneeId,
          status,
          category,
          priority,
          createdAt,
          wanted.updatedAt ?? createdAt,
        ],
      );
      return id;
    },
    async dispose() {
      await subgraph.dispose();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestComplaints = Awaited<ReturnType<typeof startComplaints>>;
