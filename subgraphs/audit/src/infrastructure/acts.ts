/**
 * SQL for the acts that had to do with a thing: those of its own events and, where it is a sale, those of each refund and
 * complaint about it, which have streams of their own. A request that was rejected left nothing on the stream of the sale.
 */
export const actsOf = (streamId: string): string =>
  `SELECT correlation_id AS id FROM audit_event WHERE stream_id = ${streamId}
    UNION
   SELECT later.correlation_id
     FROM audit_event AS begun
    CROSS JOIN LATERAL (SELECT correlation_id FROM audit_event WHERE stream_id = begun.stream_id) AS later
    WHERE begun.type IN ('RefundRequested', 'ComplaintFiled') AND (begun.body::jsonb) -> 'data' ->> 'saleId' = ${streamId}::text`;
