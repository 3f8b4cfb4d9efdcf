import type { PoolClient } from '@comptoir/database';
import type { Tx } from '../application/ports.ts';
import { keyOf, nobodyOf, type Account } from '../domain/account.ts';
import { ACCOUNT_COLUMNS, toAccount, type AccountRow } from './account-rows.ts';

type Statements = Pick<
  Tx,
  'accountForUpdate' | 'accountForShare' | 'insertAccount' | 'saveAccount' | 'eraseAccount' | 'openAdmins'
>;

/** Statements over accounts, in the caller's transaction. */
export function accountStatements(client: PoolClient): Statements {
  async function locked(id: string, lock: 'FOR UPDATE' | 'FOR SHARE'): Promise<Account | null> {
    const { rows } = await client.query<AccountRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM account a WHERE a.id = $1 ${lock}`,
      [id],
    );
    return rows[0] ? toAccount(rows[0]) : null;
  }
  return {
    accountForUpdate: (id) => locked(id, 'FOR UPDATE'),
    accountForShare: (id) => locked(id, 'FOR SHARE'),

    async insertAccount(a) {
      const { rowCount } = await client.query(
        `INSERT INTO account (id, username, username_key, email, email_key, display_name, role, store_ids, password_hash, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
        [
          a.id,
          a.username,
          keyOf(a.username),
          a.email,
          keyOf(a.email),
          a.displayName,
          a.role,
          a.storeIds,
          a.passwordHash,
          a.createdAt,
          a.version,
        ],
      );
      if (rowCount === 1) return 'ok';
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT EXISTS (SELECT FROM account WHERE username_key = $1) AS taken',
        [keyOf(a.username)],
      );
      return rows[0]?.taken ? 'USERNAME_TAKEN' : 'EMAIL_TAKEN';
    },

    async saveAccount(a) {
      await client.query(
        `UPDATE account SET email = $2, email_key = $3, display_name = $4, role = $5, store_ids = $6, password_hash = $7,
                suspended_at = $8, version = $9
          WHERE id = $1`,
        [a.id, a.email, keyOf(a.email), a.displayName, a.role, a.storeIds, a.passwordHash, a.suspendedAt, a.version],
      );
    },

    async eraseAccount(account, { erasedAt, passwordHash }) {
      const suspendedAt = account.suspendedAt ?? erasedAt;
      const nobody = {
        ...account,
        ...nobodyOf(account),
        passwordHash,
        suspendedAt,
        erasedAt,
        version: account.version + 1,
      };
      await client.query(
        `UPDATE account SET username = $2, username_key = $2, email = $3, email_key = $3, display_name = $4, password_hash = $5,
                suspended_at = $6, erased_at = $7, version = $8
          WHERE id = $1`,
        [
          ...[account.id, nobody.username, nobody.email, nobody.displayName],
          ...[passwordHash, suspendedAt, erasedAt, nobody.version],
        ],
      );
      const { rows } = await client.query<{ id: string; ended: boolean }>(
        `UPDATE api_key k SET name = 'erased', revoked_at = coalesce(k.revoked_at, $2)
           FROM api_key before WHERE before.id = k.id AND k.user_id = $1 RETURNING k.id, before.revoked_at IS NULL AS ended`,
        [account.id, erasedAt],
      );
      return { account: nobody, endedKeys: rows.filter(({ ended }) => ended).map(({ id }) => id) };
    },

    async openAdmins() {
      const { rows } = await client.query<{ id: string }>(
        `SELECT id FROM account WHERE role = 'ADMIN' AND suspended_at IS NULL ORDER BY id FOR UPDATE`,
      );
      return rows.map(({ id }) => id);
    },
  };
}
