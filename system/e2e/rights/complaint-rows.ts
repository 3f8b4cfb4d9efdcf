import {
  adminOnly,
  attending,
  F,
  input,
  mutation,
  nothing,
  O,
  signedIn,
  U,
  unknown,
  type Row,
  type Verdict,
} from './rows.ts';

const COMPLAINT = 'query ($id: ID!) { complaint(id: $id) { number } }';
/** The customer, agents and admins. */
const takingPart: Verdict[] = [U, O, F, O, F, O];
/** The customer and admins. */
const theirs: Verdict[] = [U, O, F, F, F, O];

export const COMPLAINT_ROWS: Row[] = [
  ['complaint about the own store', COMPLAINT, (w) => ({ id: w.complaintHere }), [U, O, F, O, O, O]],
  ['complaint about another store', COMPLAINT, (w) => ({ id: w.complaintThere }), takingPart],
  ['complaints', '{ complaints(first: 1) { edges { node { id } } } }', nothing, signedIn],
  [
    'complaints about another store',
    'query ($s: ID!) { complaints(first: 1, filter: { storeId: $s }) { edges { node { id } } } }',
    (w) => ({ s: w.shelf.otherStoreId }),
    signedIn,
  ],
  [
    'commentOnComplaint',
    mutation('commentOnComplaint'),
    input((w) => ({ complaintId: w.complaintHere, text: 'Rights.' })),
    takingPart,
  ],
  ['reopenComplaint', mutation('reopenComplaint'), input((w) => ({ complaintId: w.complaintHere })), theirs],
  [
    'startComplaint that is the own of agent',
    mutation('startComplaint'),
    input((w) => ({ complaintId: w.complaintOfAgent })),
    adminOnly,
  ],
  [
    'resolveComplaint that is the own of agent',
    mutation('resolveComplaint'),
    input((w) => ({ complaintId: w.complaintOfAgent, resolution: 'STORE_CREDIT' })),
    adminOnly,
  ],
  [
    'changeComplaintPriority of the own of agent',
    mutation('changeComplaintPriority'),
    input((w) => ({ complaintId: w.complaintOfAgent, priority: 'CRITICAL' })),
    adminOnly,
  ],
  [
    'fileComplaint about the sale of client',
    mutation('fileComplaint'),
    input((w) => ({ title: 'Rights', description: 'Rights.', category: 'OTHER', saleId: w.here.saleId })),
    [U, O, F, F, F, F],
  ],
  ...['assignComplaint', 'startComplaint'].map((name): Row => [
    name,
    mutation(name),
    input(() => ({ complaintId: unknown })),
    attending,
  ]),
  [
    'resolveComplaint',
    mutation('resolveComplaint'),
    input(() => ({ complaintId: unknown, resolution: 'REPAIR' })),
    attending,
  ],
  [
    'changeComplaintPriority',
    mutation('changeComplaintPriority'),
    input(() => ({ complaintId: unknown, priority: 'LOW' })),
    attending,
  ],
  ['closeComplaint', mutation('closeComplaint'), input(() => ({ complaintId: unknown })), signedIn],
];
