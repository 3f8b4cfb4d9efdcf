import type { ContextName } from '@comptoir/kit';

/** A rule that one database must keep by itself: a statement that answers what breaks it. */
export type Check = { context: ContextName; what: string; sql: string };
