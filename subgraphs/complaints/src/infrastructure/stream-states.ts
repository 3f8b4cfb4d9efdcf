import { isoSql } from '@comptoir/messaging';

/** What the read model tells of complaints, in the words of their stream: the events are the complaint, it may be behind them. */
export const COMPLAINT_STATES: Record<string, string> = {
  complaint: `
    SELECT id, version, jsonb_build_object(
        'number', number, 'customerId', customer_id, 'assigneeId', assignee_id, 'saleId', sale_id, 'storeId', store_id, 'title', title,
        'description', description, 'category', category, 'priority', priority, 'status', status,
        'requestedResolution', requested_resolution, 'resolution', resolution, 'resolutionOutcome', resolution_outcome,
        'settlingSagaId', settling_saga_id, 'satisfaction', satisfaction, 'version', version,
        'createdAt', ${isoSql('created_at')}, 'updatedAt', ${isoSql('updated_at')}, 'resolvedAt', ${isoSql('resolved_at')},
        'closedAt', ${isoSql('closed_at')}) AS state
      FROM complaint WHERE id = ANY($1::uuid[])`,
};
