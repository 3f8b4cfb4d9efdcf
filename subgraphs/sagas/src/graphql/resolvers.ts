import { cancelSaga } from './mutations/cancel-saga.ts';
import { checkout } from './mutations/checkout.ts';
import { resumeSaga } from './mutations/resume-saga.ts';
import { Query } from './query.ts';
import { Refund, Saga, SagaStep, Sale, User } from './saga.ts';
import { SagaDefinition, SagaStepDefinition } from './saga-definition.ts';
import { Subscription } from './subscription.ts';

/** Schema field → function. */
export const resolvers = {
  Query,
  Mutation: { checkout, cancelSaga, resumeSaga },
  Subscription,
  Saga,
  SagaStep,
  SagaDefinition,
  SagaStepDefinition,
  Sale,
  Refund,
  User,
};
