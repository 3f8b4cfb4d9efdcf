/** What was done, in the words of an audit. */
export const ACTIONS = [
  ...(['CREATE', 'UPDATE', 'DELETE', 'READ', 'LOGIN', 'LOGOUT', 'AUTHENTICATE', 'AUTHORIZE'] as const),
  ...(['SAGA_START', 'SAGA_STEP', 'SAGA_COMPLETE', 'SAGA_COMPENSATE'] as const),
];
export type Action = (typeof ACTIONS)[number];

export const CATEGORIES = ['BUSINESS', 'SECURITY', 'SYSTEM', 'INTEGRATION', 'ERROR'] as const;
export type Category = (typeof CATEGORIES)[number];

/** What does not follow from the name of the event. */
const KNOWN: Record<string, [Action, Category]> = {
  UserRegistered: ['CREATE', 'SECURITY'],
  UserPasswordChanged: ['AUTHENTICATE', 'SECURITY'],
  UserRoleChanged: ['AUTHORIZE', 'SECURITY'],
  UserSuspended: ['AUTHORIZE', 'SECURITY'],
  UserReinstated: ['AUTHORIZE', 'SECURITY'],
  UserErased: ['DELETE', 'SECURITY'],
  UserLoggedIn: ['LOGIN', 'SECURITY'],
  LoginFailed: ['AUTHENTICATE', 'SECURITY'],
  SessionRevoked: ['LOGOUT', 'SECURITY'],
  ApiKeyCreated: ['CREATE', 'SECURITY'],
  ApiKeyRevoked: ['DELETE', 'SECURITY'],
  AuditSearched: ['READ', 'SECURITY'],
  StreamReplayed: ['READ', 'SECURITY'],
  DeadLettersReplayed: ['UPDATE', 'SYSTEM'],
  ProjectionReplayed: ['UPDATE', 'SYSTEM'],
  BooksCorrected: ['UPDATE', 'SYSTEM'],
  SagaStarted: ['SAGA_START', 'SYSTEM'],
  SagaCompleted: ['SAGA_COMPLETE', 'SYSTEM'],
  SagaCompensated: ['SAGA_COMPENSATE', 'ERROR'],
  SagaFailed: ['SAGA_COMPLETE', 'ERROR'],
  SagaParked: ['SAGA_STEP', 'ERROR'],
  SagaStepFailed: ['SAGA_STEP', 'ERROR'],
  PaymentDeclined: ['UPDATE', 'INTEGRATION'],
  PaymentCaptured: ['UPDATE', 'INTEGRATION'],
  PaymentRefunded: ['UPDATE', 'INTEGRATION'],
  PaymentVoided: ['UPDATE', 'INTEGRATION'],
  NotificationSent: ['CREATE', 'INTEGRATION'],
  NotificationFailed: ['CREATE', 'ERROR'],
  RefundFailed: ['UPDATE', 'ERROR'],
  ComplaintResolutionFailed: ['UPDATE', 'ERROR'],
};

/** How an event of this type is filed. */
export function classOf(type: string): { action: Action; category: Category } {
  const [action, category] = KNOWN[type] ?? [actionByName(type), type.startsWith('Saga') ? 'SYSTEM' : 'BUSINESS'];
  return { action, category };
}

function actionByName(type: string): Action {
  if (type.startsWith('Saga')) return 'SAGA_STEP';
  if (/(Created|Opened|Filed|Requested|Issued|Ordered|Reserved)$/.test(type)) return 'CREATE';
  return /(Archived|Deleted)$/.test(type) ? 'DELETE' : 'UPDATE';
}
