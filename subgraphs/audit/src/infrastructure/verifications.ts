import type { Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import type { BackgroundCheck, Verification } from '../application/ports.ts';

const COLUMNS = `id, state, started_by AS "startedBy", started_at AS "startedAt", finished_at AS "finishedAt", target,
  checked_up_to AS "checkedUpTo",
  CASE WHEN fault_position IS NOT NULL THEN json_build_object('position', fault_position, 'reason', fault_reason) END AS fault`;

/** Begins a check of the whole chain, or joins the one that runs. */
export async function beginCheck(pool: Pool, startedBy: string, after: number): Promise<BackgroundCheck> {
  const { rows } = await pool.query<BackgroundCheck>(
    `INSERT INTO audit_verification (id, started_by, checked_up_to, target) SELECT $1, $2, least($3, seq), seq FROM audit_head
     ON CONFLICT (state) WHERE state = 'RUNNING' DO NOTHING RETURNING ${COLUMNS}`,
    [uuidv7(), startedBy, after],
  );
  const check = rows[0] ?? (await runningCheck(pool));
  // It ended between the two statements.
  return check ?? beginCheck(pool, startedBy, after);
}

/** The check with this id, or the newest one. */
export async function backgroundCheck(pool: Pool, id: string | null): Promise<BackgroundCheck | null> {
  const { rows } = await pool.query<BackgroundCheck>(
    `SELECT ${COLUMNS} FROM audit_verification WHERE $1::uuid IS NULL OR id = $1 ORDER BY id DESC LIMIT 1`,
    [id],
  );
  return rows[0] ?? null;
}

async function runningCheck(pool: Pool): Promise<BackgroundCheck | null> {
  const { rows } = await pool.query<BackgroundCheck>(
    `SELECT ${COLUMNS} FROM audit_verification WHERE state = 'RUNNING'`,
  );
  return rows[0] ?? null;
}

/** Carries the running check on by one part, and answers what that came to; null when none runs. */
export async function carryOn(
  pool: Pool,
  verify: (after: number) => Promise<Verification | null>,
): Promise<Verification | null> {
  const check = await runningCheck(pool);
  if (!check) return null;
  // Null: the chain is shorter than what was found right before. The head tells that at the place after it.
  const part = await verify(check.checkedUpTo);
  const fault = part ? part.fault : { position: check.checkedUpTo, reason: 'CUT_OFF' as const };
  const state = fault ? 'BROKEN' : part?.isComplete ? 'INTACT' : 'RUNNING';
  await pool.query(
    `UPDATE audit_verification SET checked_up_to = $2, state = $3, fault_position = $4, fault_reason = $5,
            finished_at = CASE WHEN $3 = 'RUNNING' THEN NULL ELSE clock_timestamp() END
      WHERE id = $1`,
    [check.id, part?.checkedUpTo ?? check.checkedUpTo, state, fault?.position ?? null, fault?.reason ?? null],
  );
  return part;
}
