import { CONTEXT_NAMES, type ContextName } from '@comptoir/kit';

/** What a worker process can be there for. Each may run in any number of processes. */
export const ROLES = ['relay', 'events', 'sagas', 'housekeeping'] as const;

export type Role = (typeof ROLES)[number];

/** Whose steps a saga takes. */
const IN_SAGAS: readonly ContextName[] = ['catalog', 'sales', 'sagas', 'complaints'];

/** The contexts whose databases these roles work on: a process opens no other. */
export function contextsOf(roles: readonly Role[]): ContextName[] {
  if (roles.some((role) => role !== 'sagas')) return [...CONTEXT_NAMES];
  return CONTEXT_NAMES.filter((name) => IN_SAGAS.includes(name));
}

/** Whether these roles run code of the contexts; a relay reads their event tables only. */
export const needsParts = (roles: readonly Role[]): boolean => roles.some((role) => role !== 'relay');
