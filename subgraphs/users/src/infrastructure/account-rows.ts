import type { Role } from '@comptoir/kit';
import type { Account } from '../domain/account.ts';

export type AccountRow = {
  id: string;
  username: string;
  email: string;
  display_name: string;
  role: Role;
  store_ids: string[];
  password_hash: string;
  created_at: Date;
  suspended_at: Date | null;
  erased_at: Date | null;
  version: number;
};

export const ACCOUNT_COLUMNS =
  'a.id, a.username, a.email, a.display_name, a.role, a.store_ids, a.password_hash, a.created_at, a.suspended_at, a.erased_at, a.version';

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    displayName: row.display_name,
    role: row.role,
    storeIds: row.store_ids,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    suspendedAt: row.suspended_at,
    erasedAt: row.erased_at,
    version: row.version,
  };
}
