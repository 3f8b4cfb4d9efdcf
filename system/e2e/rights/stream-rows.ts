import { adminOnly, F, O, ownHere, ownThere, U, type Row, type Verdict } from './rows.ts';

/** Of what has versions, and of the log, the first thing comes at once; so whoever may listen hears something. */
const SALE = 'subscription ($id: ID!) { saleUpdated(saleId: $id, afterVersion: 0) { version } }';
const SAGA = 'subscription ($id: ID!) { sagaUpdated(sagaId: $id, afterVersion: 0) { version } }';
const COMPLAINT = 'subscription ($id: ID!) { complaintUpdated(complaintId: $id, afterVersion: 0) { version } }';
const EVENT = 'subscription { eventAppended(afterPosition: 0) { position } }';

export const STREAM_ROWS: Row[] = [
  ['saleUpdated in the own store', SALE, (w) => ({ id: w.here.saleId }), ownHere],
  ['saleUpdated in another store', SALE, (w) => ({ id: w.there.saleId }), ownThere],
  ['sagaUpdated in the own store', SAGA, (w) => ({ id: w.here.sagaId }), ownHere],
  ['sagaUpdated in another store', SAGA, (w) => ({ id: w.there.sagaId }), ownThere],
  ['complaintUpdated about the own store', COMPLAINT, (w) => ({ id: w.complaintHere }), [U, O, F, O, O, O]],
  ['complaintUpdated about another store', COMPLAINT, (w) => ({ id: w.complaintThere }), [U, O, F, O, F, O]],
  ['eventAppended', EVENT, () => ({}), adminOnly],
];

/** Files, and what they answer to each person. */
export const DOWNLOADS: [path: string, verdicts: Verdict[]][] = [
  'events.json?from=1&to=1',
  'events.csv?from=1&to=1',
  'log.csv',
].map((file) => [`/downloads/audit/${file}`, adminOnly]);
