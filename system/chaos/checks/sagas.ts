import type { Check } from './check.ts';

const VERIFIED = 'STOCK_VERIFIED STOCK_RESERVING';
const RESERVED = `${VERIFIED} STOCK_RESERVED PAYMENT_PROCESSING`;
const PAID = `${RESERVED} PAYMENT_PROCESSED ORDER_CONFIRMING`;
const GIVEN_BACK = 'COMPENSATING_STOCK COMPENSATED';
const PAID_BACK = `COMPENSATING_PAYMENT ${GIVEN_BACK}`;

/** CONTRACT of the sale, read off its text and not off its code: every way that a sale may go behind INITIATED. */
const SALE_ROADS = [
  'FAILED',
  'STOCK_VERIFYING FAILED',
  'STOCK_VERIFYING STOCK_VERIFICATION_FAILED FAILED',
  `STOCK_VERIFYING ${VERIFIED} STOCK_RESERVATION_FAILED FAILED`,
  `STOCK_VERIFYING ${VERIFIED} STOCK_RESERVATION_FAILED ${GIVEN_BACK}`,
  // Cancelled, or out of time.
  `STOCK_VERIFYING ${VERIFIED} ${GIVEN_BACK}`,
  `STOCK_VERIFYING ${RESERVED} ${PAID_BACK}`,
  `STOCK_VERIFYING ${RESERVED} PAYMENT_FAILED ${GIVEN_BACK}`,
  `STOCK_VERIFYING ${RESERVED} PAYMENT_FAILED ${PAID_BACK}`,
  `STOCK_VERIFYING ${PAID} ORDER_CONFIRMATION_FAILED ${PAID_BACK}`,
  `STOCK_VERIFYING ${PAID} SALE_CONFIRMED`,
];

const REFUNDING = 'REFUND_VALIDATING REFUND_VALIDATED PAYMENT_REFUNDING';
const REFUND_ROADS = [
  'REFUND_VALIDATING FAILED',
  'REFUND_VALIDATING REFUND_VALIDATION_FAILED FAILED',
  `${REFUNDING} PAYMENT_REFUND_FAILED FAILED`,
  `${REFUNDING} PAYMENT_REFUNDED STOCK_RESTORING STOCK_RESTORED REFUND_COMPLETING REFUND_COMPLETED`,
];

const SETTLING = 'SETTLEMENT_RESERVING SETTLEMENT_RESERVED COMPLAINT_SETTLING';
const RESOLUTION_ROADS = [
  'SETTLEMENT_RESERVING SETTLEMENT_RESERVATION_FAILED FAILED',
  // Cancelled.
  'COMPENSATING_SETTLEMENT COMPENSATED',
  'SETTLEMENT_RESERVING COMPENSATING_SETTLEMENT COMPENSATED',
  `${SETTLING} COMPLAINT_SETTLEMENT_FAILED COMPENSATING_SETTLEMENT COMPENSATED`,
  `${SETTLING} COMPLAINT_SETTLED RESOLUTION_COMPLETING RESOLUTION_COMPLETED`,
];

const roads = (type: string, list: readonly string[]) => list.map((road) => `('${type}', 'INITIATED ${road}')`);
const ROADS = [
  ...roads('SALE', SALE_ROADS),
  ...roads('REFUND', REFUND_ROADS),
  ...roads('COMPLAINT_RESOLUTION', RESOLUTION_ROADS),
].join(', ');

/** Each transition that the events of a saga tell, in the order of the events. */
const TOLD = `
  SELECT e.stream_id AS id, e.stream_version, (t.value ->> 'version')::int AS version, t.value ->> 'state' AS state, t.n
    FROM event e CROSS JOIN LATERAL jsonb_array_elements(e.data -> 'transitions') WITH ORDINALITY AS t(value, n)
   WHERE e.stream_type = 'saga'`;

/** The sagas by themselves: all have ended, on a road that is allowed, and their streams tell it without gap. */
export const sagaChecks: readonly Check[] = [
  {
    context: 'sagas',
    what: 'every saga has ended',
    sql: `SELECT format('saga %s (%s) rests in %s since %s, epoch %s, attempts %s, parked %s %s', id, type, state, updated_at, epoch, attempts, parked, parked_reason)
            AS difference FROM saga WHERE NOT done`,
  },
  {
    context: 'sagas',
    what: 'versions 1..n without gap, equal to the row',
    sql: `WITH told AS (${TOLD}), numbered AS (
              SELECT id, version, state, row_number() OVER (PARTITION BY id ORDER BY stream_version, n) AS expected FROM told
            ), paths AS (
              SELECT id, bool_and(version = expected) AS whole, max(version) AS last,
                string_agg(version || ' ' || state, ', ' ORDER BY expected) AS path,
                (array_agg(state ORDER BY expected DESC))[1] AS state
              FROM numbered GROUP BY 1)
            SELECT format('saga %s is %s at version %s; its events say %s', id, s.state, s.version, p.path) AS difference
              FROM saga s FULL JOIN paths p USING (id)
             WHERE p.whole IS NOT TRUE OR p.last IS DISTINCT FROM s.version OR p.state IS DISTINCT FROM s.state`,
  },
  {
    context: 'sagas',
    what: 'every saga took a road that is allowed',
    sql: `WITH told AS (${TOLD}), paths AS (
              SELECT id, string_agg(state, ' ' ORDER BY stream_version, n) AS road FROM told GROUP BY 1)
            SELECT format('saga %s: %s', id, p.road) AS difference
              FROM saga s JOIN paths p USING (id) LEFT JOIN (VALUES ${ROADS}) AS allowed(type, road) ON allowed.type = s.type AND allowed.road = p.road
             WHERE s.done AND allowed.road IS NULL`,
  },
  {
    context: 'sagas',
    what: 'the stream of a saga has as many events as its row says, one of them its last',
    sql: `WITH told AS (
              SELECT stream_id AS id, count(*) AS events, max(stream_version) AS last,
                count(*) FILTER (WHERE type IN ('SagaCompleted', 'SagaCompensated', 'SagaFailed')) AS ends
              FROM event WHERE stream_type = 'saga' GROUP BY 1)
            SELECT format('saga %s: stream version %s, %s events, %s ends', id, s.stream_version, t.events, t.ends) AS difference
              FROM saga s FULL JOIN told t USING (id)
             WHERE s.stream_version IS DISTINCT FROM t.events OR t.last IS DISTINCT FROM t.events OR t.ends <> s.done::int`,
  },
];
