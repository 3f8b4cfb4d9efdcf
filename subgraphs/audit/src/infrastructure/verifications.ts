import type { Pool } from '@comptoir/database';
import { uuidv7 } from '@comptoir/kit';
import type { BackgroundCheck, Verification } from '../application/ports.ts';
import type { Passed } from './verify-chain.ts';

const COLUMNS = `id, state, started_by AS "startedBy", started_at AS "startedAt", finished_at AS "finishedAt", target,
  checked_up_to AS "checkedUpTo", failure,
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

type Part = Pick<Verification, 'isIntact' | 'isComplete' | 'checkedUpTo' | 'fault'>;

/** Carries the running check on by one part, and answers what that came to, or what kept it from going on; null when none runs. */
export async function carryOn(
  pool: Pool,
  verify: (after: number, passed: Passed) => Promise<Part | null>,
): Promise<Part | { failure: unknown } | null> {
  const check = await runningCheck(pool);
  if (!check) return null;
  const after = check.checkedUpTo;
  // Null: the chain is shorter than what was found right before. The head tells that at the place after it.
  const cutOff: Part = {
    ...{ isIntact: false, isComplete: true, checkedUpTo: after },
    fault: { position: after, reason: 'CUT_OFF' },
  };
  let part: Part;
  try {
    part = (await verify(after, (seq) => turn(pool, check.id, { ...check, checkedUpTo: seq }))) ?? cutOff;
  } catch (failure) {
    await turn(pool, check.id, { state: 'FAILED', checkedUpTo: after, fault: null, failure: String(failure) });
    return { failure };
  }
  const state = part.fault ? 'BROKEN' : part.isComplete ? 'INTACT' : 'RUNNING';
  await turn(pool, check.id, { state, checkedUpTo: part.checkedUpTo, fault: part.fault, failure: null });
  return part;
}

async function turn(
  pool: Pool,
  id: string,
  { state, checkedUpTo, fault, failure }: Pick<BackgroundCheck, 'state' | 'checkedUpTo' | 'fault' | 'failure'>,
): Promise<void> {
  await pool.query(
    `UPDATE audit_verification SET checked_up_to = $2, state = $3, fault_position = $4, fault_reason = $5, failure = $6,
            finished_at = CASE WHEN $3 = 'RUNNING' THEN NULL ELSE clock_timestamp() END
      WHERE id = $1`,
    [id, checkedUpTo, state, fault?.position ?? null, fault?.reason ?? null, failure],
  );
}
