import { createHash } from 'node:crypto';
import { eventVersion, type DemoPlan, type DemoUser } from '@comptoir/contracts';
import { inTransaction, type Pool } from '@comptoir/database';
import { groupBy } from '@comptoir/kit';
import { hash } from '@node-rs/argon2';
import { keyOf } from './domain/account.ts';
import { LOW_COST, STANDARD_COST } from './infrastructure/passwords.ts';

/** A password that so many people share belongs to the shoppers of tests and benchmarks: it is not worth 19 MiB each. */
const SHARED_BY_MANY = 20;

/** The salt follows from the name, so that the same plan gives the same rows; these passwords are printed at start-up anyway. */
const saltOf = (username: string): Buffer =>
  createHash('sha256').update(`comptoir demo ${username}`).digest().subarray(0, 16);

/** A well-formed hash that is no password's: its sum is zeros. */
const LOCKED = `$argon2id$v=19$m=${STANDARD_COST.memoryCost},t=${STANDARD_COST.timeCost},p=${STANDARD_COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

async function hashes(users: readonly DemoUser[]): Promise<string[]> {
  const byPassword = groupBy(users, ({ password }) => password);
  return Promise.all(
    users.map(async ({ username, password }) => {
      if (password === null) return LOCKED;
      const many = (byPassword.get(password)?.length ?? 0) > SHARED_BY_MANY;
      return hash(password, { ...(many ? LOW_COST : STANDARD_COST), salt: saltOf(username) });
    }),
  );
}

/** Writes the people of the demo chain and their UserRegistered events, in two statements. Once only: not on a database that has people. */
export async function seed(pool: Pool, { users }: Pick<DemoPlan, 'users'>): Promise<void> {
  const passwordHashes = await hashes(users);
  await inTransaction(pool, async (client) => {
    await client.query(
      `INSERT INTO account (id, username, username_key, email, email_key, display_name, role, store_ids, password_hash, created_at)
       SELECT id, username, username_key, email, email_key, display_name, role,
              ARRAY(SELECT jsonb_array_elements_text(store_ids)::uuid), password_hash, created_at
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::timestamptz[])
           AS u (id, username, username_key, email, email_key, display_name, role, store_ids, password_hash, created_at)`,
      [
        users.map((u) => u.id),
        users.map((u) => u.username),
        users.map((u) => keyOf(u.username)),
        users.map((u) => u.email),
        users.map((u) => keyOf(u.email)),
        users.map((u) => u.displayName),
        users.map((u) => u.role),
        users.map((u) => JSON.stringify(u.storeIds)),
        passwordHashes,
        users.map((u) => u.createdAt),
      ],
    );
    await client.query(
      `INSERT INTO event (event_id, stream_id, stream_type, stream_version, type, schema_version, data, metadata, occurred_at)
       SELECT md5('UserRegistered ' || id)::uuid, id, 'user', 1, 'UserRegistered', ${eventVersion('UserRegistered')}, data,
              jsonb_build_object('source', 'seed', 'correlationId', id), created_at
         FROM unnest($1::uuid[], $2::jsonb[], $3::timestamptz[]) WITH ORDINALITY AS u (id, data, created_at, n)
        ORDER BY created_at, n`,
      [
        users.map((u) => u.id),
        users.map((u) =>
          JSON.stringify({ role: u.role, storeIds: u.storeIds, registeredAt: u.createdAt.toISOString() }),
        ),
        users.map((u) => u.createdAt),
      ],
    );
  });
}
