/** The bounded contexts, in the order in which they start. Each has a subgraph, a database and an event table. */
export const CONTEXT_NAMES = ['users', 'catalog', 'sales', 'sagas', 'complaints', 'notifications', 'audit'] as const;

export type ContextName = (typeof CONTEXT_NAMES)[number];
