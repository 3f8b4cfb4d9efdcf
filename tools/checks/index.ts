import { codeChecks } from './code.ts';
import { databaseChecks } from './databases.ts';
import { docsChecks } from './docs.ts';
import { graphChecks } from './graph.ts';
import { loadChecks } from './load.ts';
import { opsChecks } from './ops.ts';

export { runChecks } from './check.ts';

/** All checks, the slow ones first so that two cores end together. */
export const checks = [...codeChecks, ...graphChecks, ...databaseChecks, ...opsChecks, ...docsChecks, ...loadChecks];
