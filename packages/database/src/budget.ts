/** Left to administrators, migrations, queues and tools. */
const RESERVE = 10;

/**
 * Adds up the pools of all processes on one server against its `max_connections`. Throws with the sum when they could
 * not all be full at once: better at start than under load.
 */
export function checkConnectionBudget(pools: readonly { name: string; max: number }[], maxConnections: number): void {
  const sum = pools.reduce((total, pool) => total + pool.max, 0);
  if (sum + RESERVE <= maxConnections) return;
  const list = pools.map((pool) => `${pool.name} ${pool.max}`).join(', ');
  throw new Error(
    `The pools may open ${sum} connections (${list}) and ${RESERVE} are kept free, but the server allows ${maxConnections}. ` +
      `Lower POOL_SIZE, run fewer processes, or raise max_connections of PostgreSQL.`,
  );
}
