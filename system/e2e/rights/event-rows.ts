import { adminOnly, input, mutation, nothing, unknown, type Row } from './rows.ts';

export const EVENT_ROWS: Row[] = [
  ['events', '{ events(first: 1) { edges { node { position } } } }', nothing, adminOnly],
  [
    'auditTrail',
    'query ($id: ID!) { auditTrail(correlationId: $id) { __typename } }',
    () => ({ id: unknown }),
    adminOnly,
  ],
  ['verifyAuditChain', '{ verifyAuditChain { __typename } }', nothing, adminOnly],
  ['auditLog', '{ auditLog(first: 1) { edges { node { action } } } }', nothing, adminOnly],
  ['stateAt', 'query ($id: ID!) { stateAt(streamId: $id) { version } }', () => ({ id: unknown }), adminOnly],
  ['auditVerification', '{ auditVerification { state } }', nothing, adminOnly],
  ['startAuditVerification', 'mutation { startAuditVerification(input: {}) { __typename } }', nothing, adminOnly],
  ['replayStream', mutation('replayStream'), input(() => ({ streamId: unknown })), adminOnly],
  [
    'eventStream',
    'query ($id: ID!) { eventStream(streamId: $id, first: 1) { edges { node { position } } } }',
    (w) => ({ id: w.here.saleId }),
    adminOnly,
  ],
  ['eventStoreStatistics', '{ eventStoreStatistics { events } }', nothing, adminOnly],
  ['deadLetters', '{ deadLetters(first: 1) { edges { node { id } } } }', nothing, adminOnly],
  ['replayDeadLetters', mutation('replayDeadLetters'), input(() => ({ consumer: 'nobody' })), adminOnly],
];
