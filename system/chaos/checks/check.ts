import type { Pool } from '@comptoir/database';
import type { ContextName } from '@comptoir/kit';

/** Of every context, opened as its owner. */
export type Databases = Record<ContextName, Pool>;

/** A rule that one database must keep by itself: a statement that answers what breaks it. */
export type Check = { context: ContextName; what: string; sql: string };
