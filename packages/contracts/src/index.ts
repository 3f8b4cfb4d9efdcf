export type { EventEnvelope, EventMetadata } from './envelope.ts';
export { eventSchemas, parseEventData, type EventType } from './events/index.ts';
export { ROUTES, consumersOf, type Consumer } from './routing.ts';
export type {
  CatalogSaleSteps,
  OpenSaleAnswer,
  OrderLine,
  PaymentMethod,
  Quote,
  QuoteCall,
  SaleOrder,
  SaleOwner,
  SaleOwnerCall,
  SalesSaleSteps,
  SetStep,
  Simulate,
  StepAnswer,
  StepCall,
} from './ports.ts';
