import type { Pool } from '@comptoir/database';
import type { Scope } from '../application/policies.ts';
import type { ComplaintPageWanted } from '../application/queries/complaints.ts';
import type { DayCount, FactCount, StatisticsReads, StatisticsWanted } from '../application/queries/statistics.ts';
import type { Complaint } from './complaint-reads.ts';

const COLUMNS = `id, number, customer_id AS "customerId", assignee_id AS "assigneeId", sale_id AS "saleId", store_id AS "storeId", title,
  description, category, priority, status, requested_resolution AS "requestedResolution", resolution,
  resolution_outcome AS "resolutionOutcome", satisfaction, version, created_at AS "createdAt", updated_at AS "updatedAt",
  settling_saga_id AS "settlingSagaId", resolved_at AS "resolvedAt", closed_at AS "closedAt"`;

/** What a list can be narrowed to, and the column of each. */
const FILTERS: Record<string, { column: string; type: string }> = {
  number: { column: 'number', type: 'bigint' },
  status: { column: 'status', type: 'text' },
  category: { column: 'category', type: 'text' },
  priority: { column: 'priority', type: 'text' },
  assigneeId: { column: 'assignee_id', type: 'uuid' },
  storeId: { column: 'store_id', type: 'uuid' },
  customerId: { column: 'customer_id', type: 'uuid' },
  saleId: { column: 'sale_id', type: 'uuid' },
};

/**
 * One page in the index of its order. Somebody's own complaints and those of each of their stores are read along their own
 * indexes, no further than the page; what is both is listed once.
 */
export function complaintPage({ scope, filter, field, direction, after, take }: ComplaintPageWanted) {
  const values: unknown[] = [];
  const $ = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const key = field === 'updatedAt' ? 'updated_at' : 'created_at';
  const limit = `LIMIT ${$(take, 'int')}`;
  const conditions = Object.entries(filter).flatMap(([name, value]) => {
    const known = FILTERS[name];
    return known ? [`c.${known.column} = ${$(value, known.type)}`] : [];
  });
  if (after)
    conditions.push(
      `(c.${key}, c.id) ${direction === 'asc' ? '>' : '<'} (${$(after.at, 'timestamptz')}, ${$(after.id, 'uuid')})`,
    );
  const sorted = (row: string) => `ORDER BY ${row}.${key} ${direction}, ${row}.id ${direction} ${limit}`;
  const where = (...more: string[]): string => {
    const all = [...more, ...conditions];
    return all.length > 0 ? `WHERE ${all.join(' AND ')}` : '';
  };
  const all = `SELECT c.* FROM complaint c ${where()} ${sorted('c')}`;
  const inScope = ({ customerId, storeIds }: Exclude<Scope, 'all'>): string => {
    const own = `(SELECT c.* FROM complaint c ${where(`c.customer_id = ${$(customerId, 'uuid')}`)} ${sorted('c')})`;
    if (storeIds.length === 0) return own;
    return `${own} UNION (SELECT c.* FROM unnest(${$(storeIds, 'uuid[]')}) AS managed (store_id)
      CROSS JOIN LATERAL (SELECT c.* FROM complaint c ${where('c.store_id = managed.store_id')} ${sorted('c')}) c)`;
  };
  const text = `SELECT ${COLUMNS} FROM (${scope === 'all' ? all : inScope(scope)}) c ${sorted('c')}`;
  return { text, values };
}

/** Reads of the list and of the figures: of the projection, never of events. */
export function readModel(pool: Pool) {
  const during = ({ from, to, stores }: StatisticsWanted) => ({
    where: `day >= $1::date AND day <= $2::date ${stores ? 'AND store_id = ANY ($3::uuid[])' : ''}`,
    values: [from, to, ...(stores ? [stores] : [])],
  });
  const statistics: StatisticsReads = {
    async facts(wanted) {
      const { where, values } = during(wanted);
      const { rows } = await pool.query<FactCount>(
        `SELECT fact, status, priority, category, sum(complaints)::int AS complaints, sum(duration_ms)::bigint AS "durationMs",
           sum(rated)::int AS rated, sum(satisfaction)::int AS satisfaction
         FROM complaint_day WHERE ${where} GROUP BY fact, status, priority, category HAVING sum(complaints) > 0`,
        values,
      );
      return rows;
    },
    async days(wanted) {
      const { where, values } = during(wanted);
      const { rows } = await pool.query<DayCount>(
        `SELECT day::text AS day, (sum(complaints) FILTER (WHERE fact = 'FILED'))::int AS filed,
           (sum(complaints) FILTER (WHERE fact = 'RESOLVED'))::int AS resolved, (sum(complaints) FILTER (WHERE fact = 'CLOSED'))::int AS closed
         FROM complaint_day WHERE ${where} GROUP BY day ORDER BY complaint_day.day`,
        values,
      );
      return rows;
    },
  };
  return {
    statistics,
    page: async (wanted: ComplaintPageWanted): Promise<Complaint[]> =>
      (await pool.query<Complaint>(complaintPage(wanted))).rows,
  };
}
