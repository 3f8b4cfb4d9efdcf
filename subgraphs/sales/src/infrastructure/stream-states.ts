import { isoSql } from '@comptoir/messaging';

/** What is kept of sales, refunds and store credits beside their events, in the words of their streams. */
export const SALES_STATES: Record<string, string> = {
  sale: `
    SELECT s.id, jsonb_build_object(
        'number', s.number, 'kind', s.kind, 'status', s.status, 'sagaId', s.saga_id, 'userId', s.user_id, 'storeId', s.store_id,
        'totalMinor', s.total_minor, 'refundedMinor', s.refunded_minor, 'currency', s.currency, 'version', s.version,
        'createdAt', ${isoSql('s.created_at')}, 'confirmedAt', ${isoSql('s.confirmed_at')}, 'cancelledAt', ${isoSql('s.cancelled_at')},
        'lines', (SELECT jsonb_agg(jsonb_build_object(
                    'lineId', l.id, 'productId', l.product_id, 'productName', l.product_name, 'quantity', l.quantity,
                    'unitPriceMinor', l.unit_price_minor, 'refundedQuantity', l.refunded_quantity) ORDER BY l.position)
                    FROM sale_line l WHERE l.sale_id = s.id),
        'payment', jsonb_build_object('id', p.id, 'method', p.method, 'state', p.state, 'declineCode', p.decline_code)) AS state
      FROM sale s JOIN payment p ON p.sale_id = s.id WHERE s.id = ANY($1::uuid[])`,
  refund: `
    SELECT r.id, jsonb_build_object(
        'saleId', r.sale_id, 'sagaId', r.saga_id, 'userId', r.user_id, 'storeId', r.store_id, 'amountMinor', r.amount_minor,
        'currency', r.currency, 'restock', r.restock, 'status', r.status, 'requestedBy', r.requested_by, 'decidedBy', r.decided_by,
        'error', r.refusal_code, 'version', r.version, 'createdAt', ${isoSql('r.created_at')}, 'completedAt', ${isoSql('r.completed_at')},
        'lines', (SELECT jsonb_agg(jsonb_build_object(
                    'saleLineId', l.sale_line_id, 'productId', l.product_id, 'quantity', l.quantity, 'amountMinor', l.amount_minor)
                    ORDER BY l.position) FROM refund_line l WHERE l.refund_id = r.id)) AS state
      FROM refund r WHERE r.id = ANY($1::uuid[])`,
  'store-credit': `
    SELECT c.id, jsonb_build_object(
        'userId', c.user_id, 'amountMinor', c.amount_minor, 'currency', c.currency, 'complaintId', c.complaint_id, 'saleId', c.sale_id,
        'issuedAt', ${isoSql('c.issued_at')}, 'expiresAt', ${isoSql('c.expires_at')}, 'version', 1) AS state
      FROM store_credit c WHERE c.id = ANY($1::uuid[])`,
};
