export { openPool, type Pool, type PoolClient, type PoolOptions } from './pool.ts';
export { inTransaction, isConflict, isDataFault, isTransient } from './transaction.ts';
export { checkConnectionBudget } from './budget.ts';
export { migrate, pendingMigrations, readMigrations, withClient, type Migration } from './migrate.ts';
export {
  provisionContext,
  provisionQueues,
  rolePassword,
  type ContextDatabase,
  type ProvisionOptions,
} from './provision.ts';
