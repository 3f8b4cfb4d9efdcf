import { CONTEXT_NAMES } from '@comptoir/kit';
import type { Check } from './check.ts';

/**
 * Locks are taken in one order, so that PostgreSQL never had to break a circle. A server that was killed counts anew: what was
 * before is forgotten, and nothing is found that was not.
 */
export const deadlockChecks: readonly Check[] = CONTEXT_NAMES.map((context) => ({
  context,
  what: 'no transaction met a deadlock',
  sql: `SELECT format('%s were broken', deadlocks) AS difference FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0`,
}));
