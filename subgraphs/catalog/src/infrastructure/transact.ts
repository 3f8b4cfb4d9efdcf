import { inTransaction, type Pool, type PoolClient } from '@comptoir/database';
import { appendEvents } from '@comptoir/messaging';
import type { StockFigures } from '../application/hold-store.ts';
import type { Caller, Deps, Tx } from '../application/ports.ts';
import { productStatements } from './product-statements.ts';
import { stockStatements } from './stock-statements.ts';
import { storeStatements } from './store-statements.ts';

/** Runs a use case in one transaction, state and events together; what changed is announced after the commit, and only then. */
export function createTransact(pool: Pool, announce: (figures: readonly StockFigures[]) => void): Deps['transact'] {
  return async (caller, work) => {
    const changed: StockFigures[] = [];
    const result = await inTransaction(pool, (client) => work(transaction(client, caller, changed)));
    announce(changed);
    return result;
  };
}

function transaction(client: PoolClient, { trace, actor }: Caller, changed: StockFigures[]): Tx {
  const { correlationId, traceparent } = trace;
  const metadata = { correlationId, traceparent, source: 'catalog' as const, ...(actor && { userId: actor.sub }) };
  return {
    async now() {
      const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
      if (!rows[0]) throw new Error('The database does not tell the time.');
      return rows[0].now;
    },
    async append(...facts) {
      if (
        !(await appendEvents(
          client,
          facts.map((fact) => ({ ...fact, metadata })),
        ))
      )
        throw new Error(`A stream of the catalogue was written past its lock: ${facts[0]?.streamId}`);
    },
    ...productStatements(client),
    ...storeStatements(client),
    ...stockStatements(client, changed),
  };
}
