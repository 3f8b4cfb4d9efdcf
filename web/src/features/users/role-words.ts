import type { UserRole } from '../../__generated__/operations.ts';

export const ROLE_WORDS: Record<UserRole, string> = {
  CLIENT: 'a customer of the house',
  AGENT: 'looking after complaints',
  MANAGER: 'running a store',
  ADMIN: 'running the chain',
};
