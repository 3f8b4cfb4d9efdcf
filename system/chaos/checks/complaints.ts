import type { Check } from './check.ts';

/** What was promised to settle complaints, and what readers are told of them. */
export const complaintChecks: readonly Check[] = [
  {
    context: 'complaints',
    what: 'each settlement that was promised has ended, and was told of once',
    sql: `WITH told AS (
              SELECT stream_id AS id, count(*) FILTER (WHERE type = 'ComplaintResolved' AND data ->> 'outcome' = 'PENDING') AS promised,
                count(*) FILTER (WHERE type IN ('ComplaintResolutionCompleted', 'ComplaintResolutionFailed')) AS ended
              FROM event WHERE stream_type = 'complaint' GROUP BY 1)
            SELECT format('complaint %s: %s promised, %s ended', id, promised, ended) AS difference FROM told WHERE promised <> ended`,
  },
  {
    context: 'complaints',
    what: 'the read model of complaints is at the last event of each',
    sql: `WITH told AS (SELECT stream_id AS id, max(stream_version) AS version FROM event WHERE stream_type = 'complaint' GROUP BY 1)
            SELECT format('complaint %s: version %s, its events say %s', id, c.version, t.version) AS difference
              FROM complaint c FULL JOIN told t USING (id) WHERE c.version IS DISTINCT FROM t.version`,
  },
];
