export { openPool, type Pool, type PoolClient, type PoolOptions } from './pool.ts';
export { inTransaction, isConflict, isTransient } from './transaction.ts';
