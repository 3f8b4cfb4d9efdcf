import type { Pool, PoolClient } from './pool.ts';

/** Runs `work` in one transaction on one connection. Rolls back and rethrows when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A server that says nothing would not answer a rollback either: closing the connection is one.
    if (isSilence(error)) broken = error;
    else await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

const sqlState = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';

/** Whether the server did not answer in time: nobody knows whether the statement took effect. */
const isSilence = (error: unknown): error is Error => error instanceof Error && error.message === 'Query read timeout';

/** Whether a concurrent writer won: unique violation, serialization failure or deadlock. Read again and decide again. */
export function isConflict(error: unknown): boolean {
  return ['23505', '40001', '40P01'].includes(sqlState(error));
}

/** Whether the server does not take what a row says: text or JSON that it cannot hold, a value out of range, a broken constraint. */
export function isDataFault(error: unknown): boolean {
  return /^(22|23)/.test(sqlState(error));
}

const NETWORK = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

/** Whether the same call may succeed later: conflicts, lost connections, a server that stops, starts or is silent, lock time-outs. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  if (isSilence(error)) return true;
  if (['40001', '40P01', '55P03'].includes(state) || /^(08|53|57)/.test(state) || NETWORK.includes(state)) return true;
  return (
    error instanceof Error && /terminated|timeout exceeded when trying to connect|Connection ended/i.test(error.message)
  );
}
