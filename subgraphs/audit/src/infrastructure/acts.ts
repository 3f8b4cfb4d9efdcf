/** Events of one act that its story reads at most. */
const MOST_OF_AN_ACT = 10_000;

/** The first one of an act is among these, in whatever order parts of the platform hand their events on. */
const EARLY = 1_000;

/**
 * SQL for the acts that had to do with a thing, and who did it there: those of its own events and, where it is a sale, those of
 * each refund and complaint about it, which have streams of their own. A request that was rejected left nothing on the stream of the sale.
 */
export const actsOf = (streamId: string): string =>
  `SELECT correlation_id AS id, user_id AS person FROM audit_event WHERE stream_id = ${streamId}
    UNION ALL
   SELECT later.correlation_id, later.user_id
     FROM audit_event AS begun
    CROSS JOIN LATERAL (SELECT correlation_id, user_id FROM audit_event WHERE stream_id = begun.stream_id) AS later
    WHERE begun.type IN ('RefundRequested', 'ComplaintFiled') AND (begun.body::jsonb) -> 'data' ->> 'saleId' = ${streamId}::text`;

/** SQL for who began an act. */
const begunBy = (correlationId: string): string =>
  `(SELECT user_id FROM (SELECT user_id, occurred_at, seq FROM audit_event
                          WHERE correlation_id = ${correlationId} AND user_id IS NOT NULL ORDER BY seq LIMIT ${EARLY}) AS early
     ORDER BY occurred_at, seq LIMIT 1)`;

/** SQL for whether a person works here, or once did. */
const isStaff = (userId: string): string =>
  `EXISTS (SELECT FROM audit_event AS role
            WHERE role.stream_id = ${userId} AND role.type IN ('UserRegistered', 'UserRoleChanged')
              AND coalesce(role.body::jsonb #>> '{data,to}', role.body::jsonb #>> '{data,role}') <> 'CLIENT')`;

/** SQL for whether an event is the account of somebody whose act it is not: who registers is nobody yet. */
const isAccountOfAnother = (event: string): string =>
  `(${event}.stream_type = 'user' AND ${event}.stream_id <> ALL (act.persons))`;

/**
 * SQL for the events of a trail, whose key is a row with `correlation_id` and `stream_id`. A correlation comes from the caller,
 * so anyone who knows one can send it along: what another customer did under it, and what that led to, is not part of the story.
 * Told are those whose act it is, who works here, and the platform itself. An act of staff is about whom it is about.
 */
export const toldIn = (key: string): string => `
  SELECT e.*
    FROM (SELECT id, coalesce(array_agg(DISTINCT person) FILTER (WHERE person IS NOT NULL), '{}') AS persons
            FROM (SELECT ${key}.correlation_id AS id, ${begunBy(`${key}.correlation_id`)} AS person
                   WHERE ${key}.correlation_id IS NOT NULL
                  UNION ALL ${actsOf(`${key}.stream_id`)}) AS own
           GROUP BY id) AS act
   CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM unnest(act.persons) AS p (id) WHERE NOT ${isStaff('p.id')}) AS is_own) AS by_customer
   CROSS JOIN LATERAL (
     SELECT found.* FROM audit_event AS found
       LEFT JOIN (SELECT other.event_id::text AS id FROM audit_event AS other
                   WHERE other.correlation_id = act.id AND by_customer.is_own
                     AND CASE WHEN other.user_id IS NULL THEN ${isAccountOfAnother('other')}
                              ELSE other.user_id <> ALL (act.persons) AND NOT ${isStaff('other.user_id')} END) AS strange
         ON strange.id = CASE WHEN found.user_id IS NULL THEN found.body::jsonb #>> '{metadata,causationId}' END
      WHERE found.correlation_id = act.id
        AND (NOT by_customer.is_own OR found.user_id = ANY (act.persons)
             OR CASE WHEN found.user_id IS NULL THEN strange.id IS NULL AND NOT ${isAccountOfAnother('found')}
                     ELSE ${isStaff('found.user_id')} END)
        AND NOT (by_customer.is_own AND found.type = 'LoginFailed')
      ORDER BY found.seq LIMIT ${MOST_OF_AN_ACT}) AS e`;
