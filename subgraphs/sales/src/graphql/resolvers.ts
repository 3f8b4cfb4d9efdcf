import { Store, User } from './lists.ts';
import { Query } from './query.ts';
import { Sale, SaleLine } from './sale.ts';
import { Subscription } from './subscription.ts';

/** Schema field → function. */
export const resolvers = { Query, Subscription, Sale, SaleLine, User, Store };
