import type { RefundOrder, SaleOrder } from '@comptoir/contracts';
import type { Pool } from '@comptoir/database';
import type { WorkerBase } from '@comptoir/messaging';
import { newTrace } from '@comptoir/telemetry';
import { done } from '../domain/problems.ts';
import { describedSagas } from '../domain/sagas/all.ts';
import { createAnnounce } from './announce.ts';
import { createIntervene } from './intervene.ts';

/** Where a saga stands, whatever its steps are called: everything can still be taken back, nothing can, or it has ended. */
export type SagaPhase = 'before-pivot' | 'from-pivot' | 'completed' | 'undone';

/** A saga as reconciliation compares it. */
export type SagaFacts = {
  id: string;
  type: string;
  phase: SagaPhase;
  /** What no code of this version knows of it, so that nobody moves it and its phase is a guess; null where it knows both. */
  unknown: 'definition' | 'state' | null;
  /** `TYPE@version`. */
  definition: string;
  state: string;
  version: number;
  parked: boolean;
  saleId: string | null;
  /** What it was begun with: all ids of what its steps touch. */
  input: Partial<SaleOrder & RefundOrder>;
  /** Milliseconds since it reached its state. */
  quietMs: number;
  /** Milliseconds since it was due; below 0 while it need not be looked at. */
  dueMs: number;
};

/** A saga that ended long after its id was drawn. */
export type LateSaga = { id: string; type: string; settlementId: string | null };

/** The books of the sagas: read to be compared with those of others; a saga that stands still is set going again. */
export type SagaBooks = {
  sagas(ids: readonly string[]): Promise<SagaFacts[]>;
  /** Ids of the sagas of a type, by id, which is by age. */
  sagasAfter(type: string, id: string, limit: number): Promise<string[]>;
  /** Those up to this id that ended since then, more than an hour after their ids were drawn: a few, in an index of their own. */
  endedLate(upToId: string, since: Date): Promise<LateSaga[]>;
  /** All types that this version knows. */
  types: readonly string[];
  /** Ids of those not at an end, of one type or of all: a few, in indexes of their own. */
  open(type?: string): Promise<string[]>;
  /** Ids of those that wait for a person. */
  parked(): Promise<string[]>;
  /**
   * Makes it due now, its tries counted anew, unless it has ended, waits for a person, or is due within `standstillMs`: then it moves
   * by itself, and its tries and deadlines stay what they are. Recorded as SagaResumed.
   */
  wake(sagaId: string, standstillMs: number): Promise<void>;
};

const ms = (since: string): string => `floor(extract(epoch FROM clock_timestamp() - ${since}) * 1000)::float8`;

/** One statement, so all that it answers is of one moment. Looked up per row, whatever the statistics say. */
const SAGAS = `
  SELECT s.id, s.type, s.type || '@' || s.definition_version AS definition, s.state, s.version, s.parked, s.done, s.error,
    s.sale_id AS "saleId", s.input, ${ms('s.updated_at')} AS "quietMs", ${ms('s.due_at')} AS "dueMs"
  FROM unnest($1::uuid[]) AS wanted(id)
  CROSS JOIN LATERAL (SELECT * FROM saga s WHERE s.id = wanted.id OFFSET 0) s`;

type Row = Omit<SagaFacts, 'phase' | 'unknown'> & { done: boolean; error: string | null };

/** $1 a type, or null for all. */
const OPEN = 'SELECT id FROM saga WHERE (NOT done AND NOT parked OR parked) AND ($1::text IS NULL OR type = $1)';

/** $1 the last id, $2 since when. Its second line is that of the index `saga_ended_late`. */
const ENDED_LATE = `
  SELECT id, type, input ->> 'settlementId' AS "settlementId" FROM saga
  WHERE completed_at - uuid_extract_timestamp(id) > interval '1 hour' AND completed_at >= $2 AND id <= $1`;

const definitions = new Map(describedSagas.map((saga) => [saga.key, saga]));

function phaseOf({ definition: key, state, done: ended, error }: Row): SagaPhase {
  const saga = definitions.get(key);
  // Of a version that is no longer kept only how it ended is known: what was undone says why.
  const hasCompleted = saga ? state === saga.steps.at(-1)?.states.done : error === null;
  if (ended) return hasCompleted ? 'completed' : 'undone';
  const action = saga?.actions.get(state);
  return saga && action?.kind === 'do' && action.step >= saga.pivotAt ? 'from-pivot' : 'before-pivot';
}

/** Of what has ended only how it ended matters, so its definition may be gone. */
function unknownOf({ definition, state, done: ended }: Row): SagaFacts['unknown'] {
  const saga = definitions.get(definition);
  if (!saga) return ended ? null : 'definition';
  const action = saga.actions.get(state);
  return action === undefined || (action === null) !== ended ? 'state' : null;
}

function toFacts(row: Row): SagaFacts {
  const { done: _, error: __, ...facts } = row;
  return { ...facts, phase: phaseOf(row), unknown: unknownOf(row) };
}

async function ids(pool: Pool, statement: string, values: unknown[]): Promise<string[]> {
  return (await pool.query<{ id: string }>(statement, values)).rows.map(({ id }) => id);
}

/** The books in PostgreSQL. */
export function sagaBooks({ pool, bus }: Pick<WorkerBase, 'pool' | 'bus'>): SagaBooks {
  const intervene = createIntervene(pool, createAnnounce(bus));

  return {
    sagas: async (wanted) => (await pool.query<Row>(SAGAS, [wanted])).rows.map(toFacts),
    sagasAfter: (type, id, limit) =>
      ids(pool, 'SELECT id FROM saga WHERE id > $2 AND type = $1 ORDER BY id LIMIT $3', [type, id, limit]),
    endedLate: async (upToId, since) => (await pool.query<LateSaga>(ENDED_LATE, [upToId, since])).rows,
    types: [...new Set(describedSagas.map(({ type }) => type))],
    open: (type) => ids(pool, OPEN, [type ?? null]),
    parked: () => ids(pool, 'SELECT id FROM saga WHERE parked ORDER BY id', []),
    async wake(sagaId, standstillMs) {
      const { rows } = await pool.query<Pick<Row, 'dueMs'>>(SAGAS, [[sagaId]]);
      if (rows[0] && Math.abs(rows[0].dueMs) < standstillMs) return;
      const nobody = { address: '', userAgent: 'reconcile' };
      const noCookie = { refreshToken: null, setRefreshToken: () => undefined };
      const caller = { actor: null, trace: newTrace(), client: nobody, cookie: noCookie };
      // Looked at again behind the lock: it may have ended meanwhile, or wait for a person, who is the one to let it go on.
      await intervene(caller, sagaId, ({ completedAt, parked }) => done(completedAt || parked ? 'none' : 'resume'));
    },
  };
}
