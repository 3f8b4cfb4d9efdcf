import { randomUUID } from 'node:crypto';
import type { Shelf } from '../operations.ts';

/**
 * Who may what: roles × operations on what is one's own, another person's, in the manager's store and in another store.
 * `client` is the owner of both sales; `manager` looks after the first store.
 */
export const PEOPLE = ['anonymous', 'client', 'client2', 'agent', 'manager', 'admin'] as const;
export type Who = (typeof PEOPLE)[number];
export type Verdict = 'ok' | 'FORBIDDEN' | 'UNAUTHENTICATED';

export type World = {
  shelf: Shelf;
  /** Of `client`, at the manager's store and at another one. */
  here: { saleId: string; sagaId: string };
  there: { saleId: string; sagaId: string };
  /** Of a unit of each of them, asked for by `client`. */
  refundHere: string;
  refundThere: string;
  ids: Record<'client' | 'client2' | 'manager', string>;
};

const O = 'ok';
const F = 'FORBIDDEN';
const U = 'UNAUTHENTICATED';
const everybody: Verdict[] = [O, O, O, O, O, O];
const signedIn: Verdict[] = [U, O, O, O, O, O];
const adminOnly: Verdict[] = [U, F, F, F, F, O];
const ownHere: Verdict[] = [U, O, F, F, O, O];
const ownThere: Verdict[] = [U, O, F, F, F, O];
/** Agents and admins. */
const attending: Verdict[] = [U, F, F, O, F, O];
const managerHere: Verdict[] = [U, F, F, F, O, O];

type Row = [operation: string, query: string, variables: (world: World) => object, verdicts: Verdict[]];

const input = (of: (world: World) => object) => (world: World) => ({ input: of(world) });
const mutation = (name: string) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Problem { message } } }`;
};
const nothing = () => ({});
const november = { f: '2026-11-01T00:00:00Z', t: '2026-12-01T00:00:00Z' };
/** Well formed and of nobody: whoever may ask gets a NotFoundProblem or a refusal, which is an answer. */
export const unknown = randomUUID();

export const MATRIX: Row[] = [
  ['products', '{ products(first: 1) { edges { node { id } } } }', nothing, everybody],
  ['stores', '{ stores { id } }', nothing, everybody],
  [
    'stock of a product',
    'query ($p: ID!, $s: ID!) { product(id: $p) { stock(storeId: $s) { available } } }',
    (w) => ({ p: w.shelf.productId, s: w.shelf.storeId }),
    everybody,
  ],
  [
    'createProduct',
    mutation('createProduct'),
    input((w) => ({
      sku: `RIGHTS-${randomUUID().slice(0, 8)}`,
      name: `Rights ${randomUUID()}`,
      description: '',
      categoryId: unknown,
      price: { amountMinor: 1 },
      ...(w && {}),
    })),
    adminOnly,
  ],
  ['archiveProduct', mutation('archiveProduct'), input(() => ({ id: unknown })), adminOnly],
  ['createStore', mutation('createStore'), input(() => ({ name: '', address: '', timeZone: 'UTC' })), adminOnly],
  ['closeStore', mutation('closeStore'), input(() => ({ id: unknown })), adminOnly],
  [
    'adjustStock in the own store',
    mutation('adjustStock'),
    input((w) => ({ storeId: w.shelf.storeId, productId: w.shelf.productId, delta: 1, reason: 'RECEIVED' })),
    managerHere,
  ],
  [
    'adjustStock in another store',
    mutation('adjustStock'),
    input((w) => ({ storeId: w.shelf.otherStoreId, productId: w.shelf.productId, delta: 1, reason: 'RECEIVED' })),
    adminOnly,
  ],
  [
    'lowStock of the own store',
    'query ($s: ID!) { lowStock(storeId: $s, first: 1) { edges { node { available } } } }',
    (w) => ({ s: w.shelf.storeId }),
    managerHere,
  ],
  [
    'lowStock of another store',
    'query ($s: ID!) { lowStock(storeId: $s, first: 1) { edges { node { available } } } }',
    (w) => ({ s: w.shelf.otherStoreId }),
    adminOnly,
  ],
  [
    'inventoryReport of the own store',
    'query ($s: ID!) { inventoryReport(storeId: $s) { __typename } }',
    (w) => ({ s: w.shelf.storeId }),
    managerHere,
  ],
  [
    'inventoryReport of another store',
    'query ($s: ID!) { inventoryReport(storeId: $s) { __typename } }',
    (w) => ({ s: w.shelf.otherStoreId }),
    adminOnly,
  ],
  [
    'salesSummary of the own store',
    'query ($s: ID!, $f: DateTime!, $t: DateTime!) { salesSummary(from: $f, to: $t, storeId: $s) { from } }',
    (w) => ({ s: w.shelf.storeId, ...november }),
    managerHere,
  ],
  [
    'salesSummary of another store',
    'query ($s: ID!, $f: DateTime!, $t: DateTime!) { salesSummary(from: $f, to: $t, storeId: $s) { from } }',
    (w) => ({ s: w.shelf.otherStoreId, ...november }),
    adminOnly,
  ],
  [
    'salesReport',
    'query ($f: DateTime!, $t: DateTime!) { salesReport(from: $f, to: $t, groupBy: DAY) { from } }',
    () => november,
    managerHere,
  ],
  [
    'complaintStatistics',
    'query ($f: DateTime!, $t: DateTime!) { complaintStatistics(from: $f, to: $t) { filed } }',
    () => november,
    [U, F, F, O, O, O],
  ],
  ['projections', '{ projections { name } }', nothing, adminOnly],
  ['rebuildProjection', mutation('rebuildProjection'), input(() => ({ name: 'nobody' })), adminOnly],
  ['sale in the own store', 'query ($id: ID!) { sale(id: $id) { number } }', (w) => ({ id: w.here.saleId }), ownHere],
  ['sale in another store', 'query ($id: ID!) { sale(id: $id) { number } }', (w) => ({ id: w.there.saleId }), ownThere],
  ['saga in the own store', 'query ($id: ID!) { saga(id: $id) { state } }', (w) => ({ id: w.here.sagaId }), ownHere],
  ['saga in another store', 'query ($id: ID!) { saga(id: $id) { state } }', (w) => ({ id: w.there.sagaId }), ownThere],
  ['sales', '{ sales(first: 1) { edges { node { id } } } }', nothing, signedIn],
  ['sagas', '{ sagas(first: 1) { edges { node { id } } } }', nothing, signedIn],
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
  [
    'checkout',
    mutation('checkout'),
    input((w) => ({
      storeId: w.shelf.storeId,
      lines: [],
      payment: { method: 'CARD', token: 'tok_approved' },
      idempotencyKey: randomUUID(),
    })),
    signedIn,
  ],
  [
    'checkout with cash in the own store',
    mutation('checkout'),
    input((w) => ({
      storeId: w.shelf.storeId,
      lines: [{ productId: w.shelf.productId, quantity: 1 }],
      payment: { method: 'CASH' },
      idempotencyKey: randomUUID(),
    })),
    managerHere,
  ],
  [
    'checkout with cash in another store',
    mutation('checkout'),
    input((w) => ({
      storeId: w.shelf.otherStoreId,
      lines: [{ productId: w.shelf.productId, quantity: 1 }],
      payment: { method: 'CASH' },
      idempotencyKey: randomUUID(),
    })),
    adminOnly,
  ],
  [
    'refund in the own store',
    'query ($id: ID!) { refund(id: $id) { status } }',
    (w) => ({ id: w.refundHere }),
    ownHere,
  ],
  [
    'refund in another store',
    'query ($id: ID!) { refund(id: $id) { status } }',
    (w) => ({ id: w.refundThere }),
    ownThere,
  ],
  ['refunds', '{ refunds(first: 1) { edges { node { id } } } }', nothing, signedIn],
  ['storeCredits', '{ storeCredits(first: 1) { edges { node { id } } } }', nothing, signedIn],
  [
    'refunds of another store',
    'query ($s: ID!) { refunds(first: 1, filter: { storeId: $s }) { edges { node { id } } } }',
    (w) => ({ s: w.shelf.otherStoreId }),
    [U, O, O, O, F, O],
  ],
  [
    'requestRefund in the own store',
    mutation('requestRefund'),
    input((w) => ({ saleId: w.here.saleId, idempotencyKey: randomUUID() })),
    [U, O, F, F, O, F],
  ],
  [
    'requestRefund in another store',
    mutation('requestRefund'),
    input((w) => ({ saleId: w.there.saleId, idempotencyKey: randomUUID() })),
    [U, O, F, F, F, F],
  ],
  ['rejectRefund in the own store', mutation('rejectRefund'), input((w) => ({ refundId: w.refundHere })), managerHere],
  ['rejectRefund in another store', mutation('rejectRefund'), input((w) => ({ refundId: w.refundThere })), adminOnly],
  [
    'approveRefund in the own store',
    mutation('approveRefund'),
    input((w) => ({ refundId: w.refundHere })),
    managerHere,
  ],
  ['approveRefund in another store', mutation('approveRefund'), input((w) => ({ refundId: w.refundThere })), adminOnly],
  ['cancelSaga', mutation('cancelSaga'), input((w) => ({ sagaId: w.here.sagaId })), [U, O, F, F, F, O]],
  ['resumeSaga', mutation('resumeSaga'), input((w) => ({ sagaId: w.here.sagaId })), adminOnly],
  ['users', '{ users(first: 1) { edges { node { id } } } }', nothing, adminOnly],
  [
    "another person's e-mail",
    'query ($id: ID!) { user(id: $id) { email } }',
    (w) => ({ id: w.ids.client }),
    [U, O, F, F, F, O],
  ],
  ['updateProfile', mutation('updateProfile'), input(() => ({ displayName: '' })), signedIn],
  ['setUserRole', mutation('setUserRole'), input(() => ({ userId: unknown, role: 'AGENT' })), adminOnly],
  ['suspendUser', mutation('suspendUser'), input(() => ({ userId: unknown })), adminOnly],
  ['eraseUser', mutation('eraseUser'), input(() => ({ userId: unknown })), adminOnly],
  ['createApiKey', mutation('createApiKey'), input(() => ({ name: '' })), adminOnly],
  ['revokeApiKey', mutation('revokeApiKey'), input(() => ({ apiKeyId: unknown })), adminOnly],
  ['unreadNotificationCount', '{ unreadNotificationCount }', nothing, signedIn],
  ['notificationPreferences', '{ notificationPreferences { language } }', nothing, signedIn],
  [
    'updateNotificationPreferences',
    'mutation { updateNotificationPreferences(input: {}) { __typename } }',
    nothing,
    signedIn,
  ],
  ['emailDeliveries', '{ emailDeliveries(first: 1) { edges { node { notificationId } } } }', nothing, adminOnly],
  ['resendNotification', mutation('resendNotification'), input(() => ({ notificationId: unknown })), adminOnly],
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
];
