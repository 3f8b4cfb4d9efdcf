import { isoSql } from '@comptoir/messaging';

/** What is kept of sagas beside their events, in the words of their stream. Steps are read from the events themselves. */
export const SAGA_STATES: Record<string, string> = {
  saga: `
    SELECT id, jsonb_build_object(
        'sagaType', type, 'definitionVersion', definition_version, 'userId', user_id, 'saleId', sale_id, 'storeId', store_id,
        'state', state, 'version', version, 'parked', parked, 'parkedReason', parked_reason, 'cancelRequested', cancel_requested,
        'error', error, 'errorMessage', error_message, 'createdAt', ${isoSql('created_at')}, 'completedAt', ${isoSql('completed_at')}) AS state
      FROM saga WHERE id = ANY($1::uuid[])`,
};
