export type { EventEnvelope, EventMetadata } from './envelope.ts';
export { eventSchemas, eventVersion, parseEventData, upcastEvent, type EventType } from './events/index.ts';
export { NewerEventError } from './events/registry.ts';
export type { AuditEventData, AuditEventType } from './events/audit.ts';
export type { BooksCorrected } from './events/books.ts';
export { ROUTES, consumersOf, type Consumer } from './routing.ts';
export type {
  CatalogRefundSteps,
  CatalogSaleSteps,
  ComplaintResolutionSteps,
  Contact,
  ContactCall,
  OpenSaleAnswer,
  ProductCategories,
  ProductsCall,
  Quote,
  QuoteCall,
  RoleAnswer,
  RoleCall,
  SaleOwner,
  SaleOwnerCall,
  SalesRefundSteps,
  SalesResolutionSteps,
  SalesSaleSteps,
  SetStep,
  StaffAnswer,
  StaffCall,
  StepAnswer,
  StepCall,
} from './ports.ts';
export { UNDO_REFUSALS } from './ports.ts';
export { refundOrder, resolutionOrder, sagaInput, saleOrder } from './saga-inputs.ts';
export type {
  InputSchema,
  OrderLine,
  PaymentMethod,
  RefundLine,
  RefundOrder,
  ResolutionOrder,
  SagaInput,
  SaleOrder,
  Simulate,
} from './saga-inputs.ts';
export {
  deadLettersCall,
  replayCall,
  type DeadLetter,
  type DeadLettersCall,
  type ReplayAnswer,
  type ReplayCall,
} from './dead-letters.ts';
export { stateOfCall, type KeptState, type StateOfAnswer, type StateOfCall } from './stream-states.ts';
export {
  projectionsCall,
  rebuildCall,
  type ProjectionRebuild,
  type ProjectionsCall,
  type ProjectionStatus,
  type RebuildCall,
} from './projections.ts';
export type { SagaEventData, SagaEventType } from './events/sagas.ts';
export * as sagaStream from './streams/saga.ts';
export type { CatalogEvent, CatalogEventData, CatalogEventType } from './events/catalog.ts';
export * as categoryStream from './streams/category.ts';
export * as productStream from './streams/product.ts';
export * as storeStream from './streams/store.ts';
export * as stockStream from './streams/stock.ts';
export * as reservationStream from './streams/reservation.ts';
export type { SalesEvent, SalesEventData, SalesEventType } from './events/sales.ts';
export * as refundStream from './streams/refund.ts';
export * as saleStream from './streams/sale.ts';
export * as storeCreditStream from './streams/store-credit.ts';
export type { ComplaintEvent, ComplaintEventData, ComplaintEventType } from './events/complaints.ts';
export * as complaintStream from './streams/complaint.ts';
export type { NotificationEventData, NotificationEventType } from './events/notifications.ts';
export type { UserEvent, UserEventData, UserEventType } from './events/users.ts';
export * as apiKeyStream from './streams/api-key.ts';
export * as loginStream from './streams/login.ts';
export * as userStream from './streams/user.ts';
export type {
  DemoCategory,
  DemoComplaint,
  DemoComplaintStep,
  DemoPlan,
  DemoProduct,
  DemoRefund,
  DemoSale,
  DemoStock,
  DemoStore,
  DemoUser,
} from './demo.ts';
